import { expect, it } from '@jest/globals';
import { axisDuration, axisMoney, axisTokens } from './axis-formats.js';
import { slower } from './call-filters.js';
import { costText, knownCost, moneyOrNone } from './cost-text.js';
import { filterFor } from './dimensions.js';
import { bestOf } from './model-measures.js';
import { relativeChange } from './relative-change.js';
import { perSecond } from './speed.js';
import { spendersOf } from './spenders.js';

it('never shows an unknown price as $0', () => {
  expect(costText({ totalCost: 0, unpricedCalls: 3, totalTokens: 9 })).toBe('no price');
  expect(costText({ totalCost: 0, unpricedCalls: 3, totalTokens: 0 })).toBe('no tokens');
  expect(knownCost({ totalCost: 0, unpricedCalls: 3, totalTokens: 9 })).toBeNull();
  expect(moneyOrNone(null)).toBe('no price');
  expect(costText({ totalCost: 0, unpricedCalls: 0, totalTokens: 9 })).toBe('$0.00');
  expect(costText({ totalCost: 0.000012, unpricedCalls: 3, totalTokens: 9 })).toBe('$0.000012');
});

it('writes round sums beside an axis without cents', () => {
  expect([0, 5, 0.25, 12.5].map(axisMoney)).toEqual(['$0', '$5', '$0.25', '$12.50']);
  expect([0, 200, 2_500, 5_000, 10_000, 60_000].map(axisDuration)).toEqual([
    '0 ms',
    '200 ms',
    '2.5 s',
    '5 s',
    '10 s',
    '1 min',
  ]);
  expect([0, 2_000, 200_000, 2_000_000, 2_500_000].map(axisTokens)).toEqual(['0', '2,000', '200k', '2M', '2.5M']);
});

it('compares only with something', () => {
  expect(relativeChange(4, 5)).toBe(0.25);
  for (const [before, now] of [
    [0, 5],
    [null, 5],
    [undefined, 5],
    [4, null],
  ])
    expect(relativeChange(before, now)).toBeNull();
});

it('finds calls by a name, those without one, and none by what is joined', () => {
  expect(filterFor('model', 'gpt-4o')).toEqual({ model: ['gpt-4o'] });
  expect(filterFor('company', 'acme')).toEqual({ companyId: 'acme' });
  expect(filterFor('user', 'u1')).toEqual({ userId: 'u1' });
  expect(filterFor('model', 'other')).toBeUndefined();
  expect(filterFor('model', 'unknown')).toEqual({ model: ['-*'] });
  expect(filterFor('user', 'unknown')).toEqual({ userId: '-*' });
});

it('finds calls of a latency, the one that took exactly that long too', () => {
  expect(slower(1_234.7)).toEqual({ minLatencyMs: '1234' });
  expect(slower(null)).toEqual({});
});

it('calls one of several values best, if they differ', () => {
  expect(bestOf([3, null, 1], 'lower')).toBe(1);
  expect(bestOf([3, null, 1], 'higher')).toBe(3);
  expect(bestOf([3, null], 'lower')).toBeNull();
  expect(bestOf([3, 3], 'lower')).toBeNull();
  expect(bestOf([3, 1], undefined)).toBeNull();
});

it('gives a share of the whole, or that it is not known', () => {
  const totals = { totalCost: 2, totalCalls: 5, totalTokens: 0, unpricedCalls: 0, failedCalls: 0 };
  const rows = [{ userId: 'u1', ...totals }];
  expect(spendersOf(rows, 'cost', { totalCost: 8, totalCalls: 50 })[0]).toMatchObject({ name: 'u1', share: 0.25 });
  expect(spendersOf(rows, 'calls', { totalCost: 8, totalCalls: 50 })[0]!.share).toBe(0.1);
  expect(spendersOf(rows, 'cost', undefined)[0]!.share).toBeNull();
});

it('writes a speed with three digits', () => {
  expect([42.123, 1234.5, 0, null].map(perSecond)).toEqual(['42.1/s', '1230/s', '–', '–']);
});
