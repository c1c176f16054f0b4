import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LlmBudgetCall } from '../options/budgets.options.js';
import type { LlmBudgetMatch } from '../options/match.options.js';
import { storedOf } from '../storage/budgets/stored-budgets.js';
import { BlockingBudget } from './blocking-budget.js';

const NOON = Date.UTC(2026, 5, 15, 12);
const DAY_MS = 86_400_000;
const value = fc.option(fc.constantFrom('a', 'b'), { nil: undefined });
const members = {
  companyId: value,
  userId: value,
  provider: value,
  model: value,
  callType: value,
  environment: value,
  tags: fc.option(fc.subarray(['x', 'y'], { minLength: 1 }), { nil: undefined }),
};

describe('a budget that blocks', () => {
  it('counts the calls that have all that it wants', () => {
    fc.assert(
      fc.property(fc.record(members), fc.record(members), (match, call) => {
        const budget = new BlockingBudget(
          storedOf({ name: 'b', limitUsd: 1, window: 'day', match: match as LlmBudgetMatch }),
        );
        const asked = { ...call, environment: call.environment ?? 'a' };
        const { tags = [], ...names } = match;
        const isWanted =
          Object.entries(names).every(
            ([member, wanted]) => wanted === undefined || wanted === asked[member as keyof typeof names],
          ) && tags.every((tag) => call.tags?.includes(tag));
        expect(budget.counterOf(call, 'a', NOON) !== undefined).toBe(isWanted);
      }),
    );
  });

  it.each([
    ['company', { companyId: 's' }],
    ['user', { userId: 's' }],
    ['model', { model: 's' }],
    ['callType', { callType: 's' }],
    ['session', { sessionId: 's' }],
  ] as const)('has a counter for each value of %s, and none for a call without', (per, call: LlmBudgetCall) => {
    const budget = new BlockingBudget(storedOf({ name: 'b', limitUsd: 1, window: 'day', per, limits: { s: 5 } }));
    expect(budget.counterOf(call, undefined, NOON)).toMatchObject({ subject: 's', limitUsd: 5 });
    expect(budget.counterOf({ ...call, [Object.keys(call)[0]!]: '' }, undefined, NOON)).toBeUndefined();
    expect(budget.counterOf({}, undefined, NOON)).toBeUndefined();
  });

  it('finds the same counter again in its window, and another in the next', () => {
    const budget = new BlockingBudget(storedOf({ name: 'b', limitUsd: 1, window: 'day' }));
    const [first, again, next, before] = [NOON, NOON + 1, NOON + DAY_MS, NOON - 1].map((at) =>
      budget.counterOf({}, undefined, at)!,
    );
    expect(again).toBe(first);
    expect(next!.start).toBe(first!.end);
    expect(before!.key).toBe(first!.key);
  });
});
