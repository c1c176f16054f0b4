import { expect } from '@jest/globals';
import type { Member, PlainTotals } from './plain-sql.js';

export const COST = [
  ...['totalCost', 'totalCalls', 'unpricedCalls', 'promptTokens', 'completionTokens', 'totalTokens'],
] as Member[];
export const ADDED = [
  ...COST,
  ...['cachedPromptTokens', 'reasoningTokens', 'pendingCalls', 'failedCalls', 'successRate', 'errorRate'],
  ...['avgLatencyMs', 'avgTimeToFirstTokenMs', 'tokensPerSecond'],
] as Member[];
export const USAGE: Member[] = [...ADDED, 'maxLatencyMs'];
export const LATENCIES = ['p50LatencyMs', 'p95LatencyMs', 'p99LatencyMs'] as const;
export const PERCENTILES: Member[] = [...LATENCIES, 'p50TimeToFirstTokenMs', 'p95TimeToFirstTokenMs'];

/** What the documents allow percentiles to be off by, and what division of doubles is. */
const ERROR_OF_PERCENTILES = 0.01;
const ERROR_OF_DOUBLES = 1e-9;
const IS_EXACT = /^(total|unpriced|prompt|completion|cached|reasoning|pending|failed).*(Calls|Tokens|Cost)$|^traces$/;

const NOTHING = Object.fromEntries(COST.map((name) => [name, 0])) as unknown as PlainTotals;
const ZEROS = ['cachedPromptTokens', 'reasoningTokens', 'pendingCalls', 'failedCalls', 'finishedCalls', 'traces'];

/** What there is of no rows. */
function totalsOfNothing(): PlainTotals {
  return { ...NOTHING, ...Object.fromEntries(ZEROS.map((name) => [name, 0])) };
}

/** Members of an answer are what rows say. */
export function expectTotals(
  actual: object,
  expected: PlainTotals | undefined,
  members: readonly Member[],
  percentilesError = ERROR_OF_PERCENTILES,
): void {
  const [answered, plain] = [actual as Record<string, unknown>, expected ?? totalsOfNothing()];
  const wrong = members
    .filter((name) => !isSame(name, answered[name], plain[name] ?? null, percentilesError))
    .map((name) => ({ member: name, answered: answered[name], rows: plain[name] ?? null }));
  expect(wrong).toEqual([]);
}

function isSame(name: Member, answered: unknown, rows: number | Date | null, percentilesError: number): boolean {
  if (rows instanceof Date) return answered instanceof Date && answered.getTime() === rows.getTime();
  if (rows === null || IS_EXACT.test(name)) return answered === rows;
  const error = /^p\d\d/.test(name) ? percentilesError : ERROR_OF_DOUBLES;
  return typeof answered === 'number' && Math.abs(answered - rows) <= Math.abs(rows) * error + ERROR_OF_DOUBLES;
}

/** Names with their totals are those that rows have. */
export function expectGroups(
  actual: Readonly<Record<string, object>>,
  expected: ReadonlyMap<string, PlainTotals>,
  members: readonly Member[],
): void {
  expect(Object.keys(actual).sort()).toEqual([...expected.keys()].sort());
  for (const [name, totals] of expected) expectTotals(actual[name]!, totals, members);
}
