import { expect } from '@jest/globals';
import type { LlmStatsService } from 'nestjs-llm-logging';
import type { TestDatabase } from '../../support/database.js';
import { checkErrors, checkRag } from './check-failures.js';
import { checkSeries } from './check-series.js';
import { ADDED, COST, expectGroups, expectTotals, LATENCIES, PERCENTILES, USAGE } from './compare.js';
import { NAMES, plainTotals, type Member, type PlainTotals, type Rows } from './plain-sql.js';
import { rangeOf, type Question } from './questions.js';

/** A question that was asked, and what it is about. */
export interface Asked {
  readonly stats: LlmStatsService;
  readonly database: TestDatabase;
  readonly query: any;
  readonly rows: Rows;
  readonly more: Question['more'];
}

type Check = (asked: Asked) => Promise<void>;

/** Asks, and compares the answer with what plain SQL says of the rows. */
export async function checkAnswer(
  stats: LlmStatsService,
  database: TestDatabase,
  { method, range, filters, more }: Question,
): Promise<void> {
  const { asked, from, to } = rangeOf(range);
  await CHECKS[method]({
    stats,
    database,
    query: { ...asked, ...filters, ...more },
    rows: { filters, from, to },
    more,
  });
}

const CHECKS: Readonly<Record<Question['method'], Check>> = {
  async getCostStats({ stats, database, query, rows }) {
    const { byCallType, byModel, byProvider, unpricedModels, ...totals } = await stats.getCostStats(query);
    expectTotals(totals, (await plainTotals(database, rows)).get(''), COST);
    const models = await plainTotals(database, rows, [NAMES.model]);
    expectGroups(byCallType, await plainTotals(database, rows, [NAMES.callType]), COST);
    expectGroups(byModel, models, COST);
    expectGroups(byProvider, await plainTotals(database, rows, [NAMES.provider]), COST);
    expect([...unpricedModels].sort()).toEqual([...unpriced(models).keys()].sort());
  },
  async getPerformanceStats({ stats, database, query, rows }) {
    const { totalCalls, ...rest } = await stats.getPerformanceStats(query);
    const plain = (await plainTotals(database, rows)).get('')!;
    expect(totalCalls).toBe(plain.finishedCalls);
    const all = (await plainTotals(database, { ...rows, filters: {} })).get('')!;
    const isExact = (all.totalCalls as number) <= 1_000;
    const members: Member[] = ['avgLatencyMs', 'maxLatencyMs', 'avgTimeToFirstTokenMs', 'successRate', 'errorRate'];
    expectTotals(rest, plain, [...members, ...LATENCIES], isExact ? 0 : undefined);
  },
  getTimeSeries: checkSeries,
  getTopUsers: async ({ stats, query, ...rest }) =>
    checkTop(await stats.getTopUsers(query), ({ userId }) => userId, NAMES.user, { ...rest, query }),
  getTopCompanies: async ({ stats, query, ...rest }) =>
    checkTop(await stats.getTopCompanies(query), ({ companyId }) => companyId, NAMES.company, { ...rest, query }),
  getErrorRates: checkErrors,
  getRagHealth: checkRag,
  async compareModels({ stats, database, query, rows }) {
    const models = await stats.compareModels(query);
    const perCall: Member[] = ['costPerCall', 'promptTokensPerCall', 'completionTokensPerCall'];
    const members = [...USAGE, ...PERCENTILES, ...perCall];
    expectGroups(byProviderAndModel(models), await plainTotals(database, rows, PROVIDER_AND_MODEL), members);
    expect(descending(models.map(({ totalCalls }) => totalCalls))).toBe(true);
  },
  async getUnpricedModels({ stats, database, query, rows }) {
    const models = await stats.getUnpricedModels(query);
    const expected = unpriced(await plainTotals(database, rows, PROVIDER_AND_MODEL));
    expectGroups(byProviderAndModel(models), expected, ['unpricedCalls', 'totalCalls', 'totalTokens']);
    expect(descending(models.map(({ unpricedCalls }) => unpricedCalls))).toBe(true);
  },
  getSessionTotals: async ({ stats, database, more: { id, companyId } }) =>
    checkTotals(database, await stats.getSessionTotals(id, { companyId }), { sessionId: id, companyId }),
  getTraceTotals: async ({ stats, database, more: { id, companyId } }) =>
    checkTotals(database, await stats.getTraceTotals(id, { companyId }), { traceId: id, companyId }),
  async getProjectedCost({ stats, database, rows: { filters }, more: { timeZone } }) {
    const before = Date.now();
    const answer = await stats.getProjectedCost({ ...filters, timeZone });
    const after = Date.now();
    const [months] = await database.query<{ previous: Date; start: Date; end: Date }>(
      `SELECT (month - interval '1 month') AT TIME ZONE $1 AS previous, month AT TIME ZONE $1 AS start, (month + interval '1 month') AT TIME ZONE $1 AS end
FROM date_trunc('month', now() AT TIME ZONE $1) AS month`,
      [timeZone ?? 'UTC'],
    );
    const { previous, start, end } = months!;
    const costIn = async (from: Date, to: Date) =>
      (await plainTotals(database, { filters, from, to })).get('')!.totalCost as number;
    const costPerDay = (await costIn(new Date(after - 7 * 86_400_000), new Date(after))) / 7;
    const costSoFar = await costIn(start, end);
    expect(answer).toMatchObject({ start, end, costSoFar, previousMonthCost: await costIn(previous, start) });
    expect(answer.costPerDay).toBeCloseTo(costPerDay, 9);
    const projectedAt = (now: number) => costSoFar + (costPerDay * (end.getTime() - now)) / 86_400_000;
    expect(answer.projectedCost).toBeGreaterThanOrEqual(projectedAt(after) * (1 - 1e-9));
    expect(answer.projectedCost).toBeLessThanOrEqual(projectedAt(before) * (1 + 1e-9));
  },
  async getFacets({ stats, database, query, rows }) {
    const { callTypes, statuses, providers, models, companies, tags } = await stats.getFacets(query);
    const lists = { callType: callTypes, status: statuses, provider: providers, model: models } as const;
    for (const [dimension, names] of Object.entries({ ...lists, company: companies, tag: tags })) {
      const plain = await plainTotals(database, rows, [NAMES[dimension as keyof typeof NAMES]]);
      plain.delete('unknown');
      expect([...names].sort()).toEqual([...plain.keys()].sort());
      expect(descending(names.map((name) => plain.get(name)!.totalCalls as number))).toBe(true);
    }
  },
  async comparePeriods({ stats, database, query, rows }) {
    const { current, previous, change } = await stats.comparePeriods(query);
    expect([current.start, previous.end]).toEqual([rows.from, rows.from]);
    const length = current.end.getTime() - current.start.getTime();
    expect(previous.start.getTime()).toBe(rows.from.getTime() - length);
    const before = { ...rows, from: previous.start, to: previous.end };
    const [now, then] = [
      (await plainTotals(database, rows)).get('')!,
      (await plainTotals(database, before)).get('')!,
    ] as const;
    expectTotals(current, now, USAGE);
    expectTotals(previous, then, USAGE);
    for (const [name, relative] of Object.entries(change) as [Member, number | null][]) {
      const [was, is] = [then[name] as number | null, now[name] as number | null];
      if (!was || is === null) expect(relative).toBeNull();
      else expect(relative).toBeCloseTo(is / was - 1, 6);
    }
  },
};

const PROVIDER_AND_MODEL = [NAMES.provider, NAMES.model];

function byProviderAndModel<T extends { provider: string; model: string }>(models: readonly T[]): Record<string, T> {
  return Object.fromEntries(models.map((each) => [`${each.provider}|${each.model}`, each]));
}

function unpriced(models: ReadonlyMap<string, PlainTotals>): Map<string, PlainTotals> {
  return new Map([...models].filter(([, { unpricedCalls }]) => (unpricedCalls as number) > 0));
}

export function descending(numbers: readonly number[]): boolean {
  return numbers.every((number, n) => n === 0 || number <= numbers[n - 1]!);
}

/** Of those that have as much, any may be named. */
async function checkTop<T extends object>(
  answer: readonly T[],
  nameOf: (each: T) => string,
  name: string,
  { database, query, rows }: Omit<Asked, 'stats'>,
): Promise<void> {
  const plain = await plainTotals(database, rows, [name]);
  plain.delete('unknown');
  const member: Member = query.by === 'calls' ? 'totalCalls' : 'totalCost';
  const most = [...plain.values()].map((totals) => totals[member] as number).sort((a, b) => b - a);
  expect(answer.map((each) => (each as any)[member])).toEqual(most.slice(0, query.limit ?? 10));
  expect(new Set(answer.map(nameOf)).size).toBe(answer.length);
  for (const each of answer) expectTotals(each, plain.get(nameOf(each)), [...COST, 'failedCalls']);
}

async function checkTotals(database: TestDatabase, answer: object, filters: Rows['filters']): Promise<void> {
  const plain = await plainTotals(database, { filters, from: new Date(0), to: null });
  expectTotals(answer, plain.get(''), [...ADDED, 'maxLatencyMs', 'firstCallAt', 'lastCallAt', 'lastEndAt', 'traces']);
}
