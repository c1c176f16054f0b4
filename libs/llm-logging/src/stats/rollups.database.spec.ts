import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase, onPglite, type TestDatabase } from '../../../../test/support/database.js';
import { callIdBound, newCallId } from 'llm-exchange/call';
import { lineOf as callLineOf, type CallLine } from '../storage/writing/call-line.js';
import { CallWriter } from '../storage/writing/call-writer.js';
import { noteChangedHours } from '../storage/writing/changed-hours.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { forgetUserInSums, keepSumsOfCalls, keepSumsOfDays } from '../rollups/keep/keep-rollups.js';
import { LlmStatsService } from './llm-stats.service.js';
import { refreshSums } from '../rollups/build/refresh-rollups.js';
import type { StatsFilters } from './question/stats-filters.js';
import { repairSums, verifySums } from '../rollups/verify/verify-rollups.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 2, 1);
const LIMITS = { statementTimeoutMs: 60_000 };

let database: TestDatabase;
let log: LlmDatabase;
let stats: LlmStatsService;

beforeEach(async () => {
  database = await createTestDatabase();
  log = new LlmDatabase({ database: { url: database.url, poolSize: onPglite ? 1 : 8 }, migrate: true });
  stats = new LlmStatsService(log);
});
afterEach(async () => {
  await log.close();
  await database.drop();
});

/** Hours (UTC) in which calls start: midnights of the zones that are asked for, those around them, and few others, as each costs time to sum. */
const HOURS = [0, 4, 5, 10, 11, 14, 15, 18, 23] as const;

const name = (...names: string[]) => fc.option(fc.constantFrom(...names), { nil: undefined });
const call = fc.record({
  at: fc
    .tuple(fc.nat(4), fc.constantFrom(...HOURS), fc.nat(HOUR - 1))
    .map(([day, hour, ms]) => START + day * DAY + hour * HOUR + ms),
  status: fc.constantFrom('success', 'success', 'success', 'error', 'timeout', 'cancelled', 'pending'),
  callType: fc.constantFrom('chat', 'embedding', 'rag_query'),
  provider: name('openai', 'anthropic'),
  model: name('gpt-4o', 'claude'),
  companyId: name('c1', 'c2'),
  userId: name('u1', 'u2', 'u3'),
  tags: fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c')),
  promptTokens: fc.option(fc.nat(2_000_000_000), { nil: undefined }),
  completionTokens: fc.option(fc.nat(1_000), { nil: undefined }),
  totalTokens: fc.option(fc.nat(2_000_000_000), { nil: undefined }),
  estimatedCost: fc.option(
    fc.nat(1e9).map((n) => n / 1e12),
    { nil: undefined },
  ),
  latencyMs: fc.nat(60_000),
  timeToFirstTokenMs: fc.option(fc.nat(2_000), { nil: undefined }),
  error: fc.record({
    message: fc.oneof(
      fc.nat().map((n) => `Too many tokens: ${n}`),
      fc.nat().map((n) => `No model "own-${n}"`),
    ),
    code: name('429', '404'),
  }),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

function lineOf({ at, status, latencyMs, error, ...rest }: Call): CallLine {
  const startedAt = new Date(at);
  const ended = status === 'pending' ? {} : { latencyMs, completedAt: new Date(at + latencyMs) };
  const failed = status === 'error' ? { errorMessage: error.message, errorCode: error.code } : {};
  return callLineOf({ id: newCallId(startedAt), status, startedAt, ...ended, ...failed, ...rest } as never);
}

const draw = (count: number, seed: number) => fc.sample(call, { numRuns: count, seed });

async function write(calls: readonly Call[]): Promise<void> {
  await new CallWriter(log).write(calls.map(lineOf));
}

const FILTERS: StatsFilters[] = [
  {},
  { callType: 'chat' },
  { status: ['error', 'timeout'], provider: 'openai' },
  { model: ['gpt-4o', 'claude'] },
  { companyId: 'c1' },
  { companyId: 'c1', callType: ['chat', 'embedding'] },
  { userId: 'u2' },
  { userId: 'u2', companyId: 'c2' },
  { userId: 'u1', model: 'claude' },
  { tags: ['a'] },
  { tags: ['a', 'b'], companyId: 'c1' },
];
const RANGES = [
  { startDate: new Date(START), endDate: new Date(START + 5 * DAY) },
  { startDate: new Date(START + 7 * HOUR + 1), endDate: new Date(START + 4 * DAY + 5 * HOUR + 90_000) },
];
const DIMENSIONS = ['callType', 'status', 'provider', 'model', 'company', 'user', 'tag'] as const;
const ZONES = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];

/** Everything that can be asked, as one value to compare. */
async function allAnswers(): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const [index, filters] of FILTERS.entries()) {
    const query = { ...RANGES[index % 2]!, ...filters };
    const groupBy = DIMENSIONS[index % DIMENSIONS.length]!;
    answers[`series ${index}`] = await stats.getTimeSeries({
      ...query,
      interval: 'day',
      timeZone: ZONES[index % ZONES.length],
      groupBy,
      percentiles: true,
    });
    answers[`cost ${index}`] = await stats.getCostStats(query);
    answers[`models ${index}`] = await stats.compareModels(query);
    answers[`users ${index}`] = await stats.getTopUsers(query);
    answers[`companies ${index}`] = await stats.getTopCompanies({ ...query, by: 'calls' });
    answers[`errors ${index}`] = await frequentErrors(query);
  }
  for (const groupBy of ['user', 'company'] as const)
    answers[`most by ${groupBy}`] = await stats.getTimeSeries({
      ...RANGES[1],
      interval: 'day',
      timeZone: ZONES[1],
      groupBy,
      by: 'cost',
      limit: 2,
    });
  for (const groupBy of ['model', 'callType', 'user'] as const)
    answers[`of a company by ${groupBy}`] = await stats.getTimeSeries({
      ...RANGES[0],
      companyId: 'c1',
      interval: 'day',
      timeZone: ZONES[2],
      groupBy,
      percentiles: true,
    });
  for (const [index, groupBy] of DIMENSIONS.entries()) {
    answers[`by ${groupBy}`] = await stats.getTimeSeries({ ...RANGES[0], interval: 'week', groupBy });
    const zone = {
      interval: index % 2 ? 'week' : 'day',
      timeZone: ZONES[index % ZONES.length],
      percentiles: true,
    } as const;
    answers[`of a zone by ${groupBy}`] = await stats.getTimeSeries({ ...RANGES[index % 2]!, ...zone, groupBy });
  }
  return canonical(answers) as Record<string, unknown>;
}

/** Without texts, which go with the calls. */
async function frequentErrors(query: StatsFilters) {
  const { messages } = await stats.getErrorRates(query);
  return messages.map(({ calls, lastAt, lastCallId }) => ({ calls, lastAt, lastCallId }));
}

/** Lists of names that are as frequent come in any order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(canonical).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, canonical(item)]));
}

/** What plain SQL says of the rows. */
async function ofRows() {
  const [row] = await database.query(
    `SELECT count(*)::int AS "totalCalls", coalesce(sum(estimated_cost), 0)::text AS cost, coalesce(sum(prompt_tokens), 0)::float8 AS "promptTokens",
  coalesce(sum(completion_tokens), 0)::float8 AS "completionTokens", coalesce(sum(total_tokens), 0)::float8 AS "totalTokens"
FROM llm_calls WHERE id >= $1`,
    [callIdBound(new Date(START))],
  );
  const { cost, ...rest } = row!;
  return { ...rest, totalCost: Number(cost) };
}

const remove = (ids: string[]) =>
  log.transaction(LIMITS, async (query) => {
    await keepSumsOfCalls(query, undefined, ids);
    await query('DELETE FROM llm_calls WHERE id = ANY ($1)', [ids]);
  });

describe('answers', () => {
  it('are the same from rows, from sums, from both, and from sums of rows that are gone', async () => {
    await write(draw(600, 1));
    const fromRows = await allAnswers();
    expect(await stats.getCostStats({ startDate: new Date(START) })).toMatchObject(await ofRows());

    expect(await refreshSums(log, { eager: true })).toEqual({ hours: expect.any(Number), days: 5 });
    expect(await database.query('SELECT * FROM llm_changed_hours')).toEqual([]);
    expect(await allAnswers()).toEqual(fromRows);
    expect(await refreshSums(log, { eager: true })).toEqual({ hours: 0, days: 0 });

    await write(draw(100, 2));
    const withMore = await allAnswers();
    expect(withMore).not.toEqual(fromRows);
    expect(await stats.getCostStats({ startDate: new Date(START) })).toMatchObject(await ofRows());
    await refreshSums(log, { eager: true });
    expect(await allAnswers()).toEqual(withMore);
    expect((await verifySums(log)).differences).toEqual([]);
  });

  it('have the percentiles of many calls, of hours that are alike too', async () => {
    const far = [0, 3, 20, 21, 24, 400, 5_000, 90_000];
    const near = Array.from({ length: 500 }, (_none, n) => Math.round(20 * 1.015 ** n));
    const inHour = (hour: number, latenciesThen: readonly number[]): Call[] =>
      draw(500, 6).map((call, n) => ({
        ...call,
        at: START + hour * HOUR + n,
        status: 'success',
        latencyMs: latenciesThen[n % latenciesThen.length]!,
      }));
    const hours = [near, near, far, [20_000], [20_000], far.slice(4)];
    await write(hours.flatMap((those, n) => inHour(7 * n, those)));
    await refreshSums(log, { eager: true });
    for (const days of [1, 2, 8]) {
      const range = { startDate: new Date(START), endDate: new Date(START + days * DAY) };
      const [{ exact } = { exact: [] }] = await database.query<{ exact: number[] }>(
        'SELECT percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_ms) AS exact FROM llm_calls WHERE id < $1',
        [callIdBound(range.endDate)],
      );
      const { p50LatencyMs, p95LatencyMs, p99LatencyMs } = await stats.getPerformanceStats(range);
      for (const [index, estimate] of [p50LatencyMs, p95LatencyMs, p99LatencyMs].entries())
        expect(Math.abs(estimate! - exact[index]!)).toBeLessThanOrEqual(exact[index]! * 0.01);
    }
    expect(await log.query(`SELECT FROM llm_day_sums WHERE latency_buckets LIKE '%:%,,%;%:%'`)).not.toEqual([]);
  });

  it('outlive the rows, removed one by one or by the day, and count what comes late', async () => {
    await write(draw(300, 3));
    await refreshSums(log, { eager: true });
    await write(draw(40, 4));
    const range = { startDate: new Date(START), endDate: new Date(START + 5 * DAY) };
    const whole = async () =>
      canonical({
        cost: await stats.getCostStats(range),
        series: await stats.getTimeSeries({ ...range, interval: 'day', groupBy: 'company', percentiles: true }),
        users: await stats.getTopUsers(range),
        errors: await frequentErrors(range),
        errorsOfCompany: await frequentErrors({ ...range, companyId: 'c1' }),
      });
    const before = await whole();

    const some = await database.query<{ id: string }>('SELECT id FROM llm_calls ORDER BY md5(id::text) LIMIT 150');
    await remove(some.map(({ id }) => id));
    expect(await whole()).toEqual(before);
    await refreshSums(log, { eager: true });
    expect(await whole()).toEqual(before);

    const [from, to] = [new Date(START), new Date(START + 3 * DAY)];
    await log.transaction(LIMITS, async (query) => {
      await keepSumsOfDays(query, undefined, { from, to });
      await query('DELETE FROM llm_calls WHERE id < $1', [callIdBound(to)]);
    });
    expect(await whole()).toEqual(before);

    await write(draw(40, 5));
    const late = await whole();
    expect(late).toMatchObject({ cost: { totalCalls: 380 } });
    await refreshSums(log, { eager: true });
    expect(await whole()).toEqual(late);
    expect((await verifySums(log)).differences).toEqual([]);
  });

  it('are the same while a day lasts, from shifts and hours of those who spend', async () => {
    await log.ready();
    await database.query('UPDATE llm_spender_hours SET since = $1', [new Date(START)]);
    await write(draw(400, 8));
    const fromRows = await allAnswers();
    const hoursOfUsers = () =>
      database.query<{ day: Date }>(
        `SELECT DISTINCT date_trunc('day', hour, 'UTC') AS day FROM llm_hour_spending ORDER BY 1`,
      );
    const now = START + 4 * DAY + 12.5 * HOUR;
    await refreshSums(log, { eager: true, now });
    expect(await hoursOfUsers()).toHaveLength(5);
    const shifts = () => database.query<{ shift: Date }>('SELECT DISTINCT shift FROM llm_shift_spending ORDER BY 1');
    expect((await shifts()).at(-1)).toEqual({ shift: new Date(START + 4 * DAY + 6 * HOUR) });
    expect(await allAnswers()).toEqual(fromRows);

    const ids = await database.query<{ id: string }>('SELECT id FROM llm_calls ORDER BY md5(id::text) LIMIT 100');
    await remove(ids.map(({ id }) => id));
    const cost = await stats.getTopUsers(RANGES[0]);
    await refreshSums(log, { eager: true, now });
    expect(await stats.getTopUsers(RANGES[0])).toEqual(cost);
    await refreshSums(log, { eager: true, now });
    expect((await hoursOfUsers())[0]).toEqual({ day: new Date(START + 3 * DAY) });
    expect((await shifts())[0]!.shift.getTime()).toBeGreaterThanOrEqual(START + 3 * DAY);
    expect(await stats.getTopUsers(RANGES[0])).toEqual(cost);
    expect(canonical(await stats.getTopUsers(RANGES[0]))).toEqual(fromRows['users 0']);
    expect((await verifySums(log)).differences).toEqual([]);
  });

  describe('by users, and by tags, that have a hundred calls a day', () => {
    const BUSY = { startDate: new Date(START), endDate: new Date(START + 5 * DAY) };
    const all = draw(3_000, 12).map((each, index) => ({ ...each, userId: index % 100 === 0 ? 'quiet' : each.userId }));
    const byTag = (timeZone: string) => stats.getTimeSeries({ ...BUSY, interval: 'day', timeZone, groupBy: 'tag' });
    const asked = async () =>
      canonical({
        most: await Promise.all(
          ['America/New_York', 'Asia/Tokyo', 'Asia/Kolkata'].map((timeZone) =>
            stats.getTimeSeries({ ...BUSY, interval: 'day', timeZone, groupBy: 'user', limit: 2 }),
          ),
        ),
        users: await Promise.all(
          ['u1', 'u3', 'quiet'].map((userId) =>
            stats.getTimeSeries({ ...RANGES[1], interval: 'day', timeZone: 'Asia/Tokyo', userId }),
          ),
        ),
        compared: await stats.comparePeriods({ ...RANGES[1]!, userId: 'u1' }),
        tags: await Promise.all(['America/New_York', 'Asia/Tokyo', 'Asia/Kolkata'].map(byTag)),
        tag: await stats.getTimeSeries({ ...RANGES[1], interval: 'day', timeZone: 'Asia/Tokyo', tags: ['b'] }),
      });
    const hours = () =>
      database.query<{ user: string; hours: number }>(
        `SELECT user_id AS user, count(DISTINCT hour)::int AS hours FROM llm_hour_spending WHERE summed_by = 'user' GROUP BY 1 ORDER BY 1`,
      );
    const daysOfTags = async () => {
      const days = await database.query<{ day: number }>(
        `SELECT DISTINCT (extract(epoch FROM date_trunc('day', hour, 'UTC') - $1) / 86400)::int AS day FROM llm_hour_spending WHERE summed_by = 'tag' ORDER BY 1`,
        [new Date(START)],
      );
      return days.map(({ day }) => day);
    };
    // Calls without a user are that many on some of the days.
    const ofThese = ['', 'u1', 'u2', 'u3'].map((user) => expect.objectContaining({ user }));

    it('are the same from their hours, which stay', async () => {
      await log.ready();
      await database.query('UPDATE llm_spender_hours SET since = $1', [new Date(START)]);
      // The third day has more tags than its calls are worth.
      const isThird = ({ at }: Call): boolean => at >= START + 2 * DAY && at < START + 3 * DAY;
      await write(
        all.map((each, index) => (isThird(each) ? { ...each, tags: [...each.tags, `t${index % 30}`] } : each)),
      );
      const fromRows = await asked();
      await refreshSums(log, { eager: true, now: START + 5 * DAY });
      expect((await hours()).length).toBeGreaterThan(3);
      expect(await daysOfTags()).toEqual([0, 1, 2, 3, 4]);
      expect(await asked()).toEqual(fromRows);
      await refreshSums(log, { eager: true, now: START + 9 * DAY });
      expect(await hours()).toEqual(ofThese);
      expect(await daysOfTags()).toEqual([0, 1, 3, 4]);
      expect(await asked()).toEqual(fromRows);
      expect((await verifySums(log)).differences).toEqual([]);

      await write(draw(200, 13));
      const withMore = await asked();
      await refreshSums(log, { eager: true });
      expect(await asked()).toEqual(withMore);
      const ids = await database.query<{ id: string }>('SELECT id FROM llm_calls ORDER BY md5(id::text) LIMIT 1000');
      await remove(ids.map(({ id }) => id));
      const byHours = async () =>
        stats.getTimeSeries({ ...BUSY, interval: 'day', timeZone: 'Asia/Tokyo', groupBy: 'user', limit: 2 });
      const before = await byHours();
      await refreshSums(log, { eager: true });
      expect(await byHours()).toEqual(before);
      expect((await verifySums(log)).differences).toEqual([]);
    });

    it('are the same where sums are made long after, and do without their rows', async () => {
      await write(all);
      const fromRows = await asked();
      await refreshSums(log, { eager: true });
      expect(await hours()).toEqual(ofThese);
      expect(await daysOfTags()).toEqual([0, 1, 2, 3, 4]);
      expect(await asked()).toEqual(fromRows);
      expect((await verifySums(log)).differences).toEqual([]);
      await database.query(
        `UPDATE llm_hour_spending SET cost = 1 WHERE hour = (SELECT max(hour) FROM llm_hour_spending)`,
      );
      const { differences } = await verifySums(log);
      expect(differences.map(({ table }) => table)).toEqual([
        'llm_hour_spending',
        'llm_hour_spending',
        'llm_shift_spending',
      ]);
      expect(await repairSums(log, differences)).toBe(3);
      expect((await verifySums(log)).differences).toEqual([]);

      const byHours = async () => [
        await stats.getTimeSeries({ ...BUSY, interval: 'day', timeZone: 'Asia/Tokyo', groupBy: 'user', limit: 2 }),
        await byTag('Asia/Tokyo'),
      ];
      const withRows = await byHours();
      await log.transaction(LIMITS, async (query) => {
        await keepSumsOfDays(query, undefined, { from: BUSY.startDate, to: BUSY.endDate });
        await query('DELETE FROM llm_calls');
      });
      expect(await byHours()).toEqual(withRows);
      await write(draw(20, 14));
      const late = await byHours();
      expect(late).not.toEqual(withRows);
      await refreshSums(log, { eager: true });
      expect(await byHours()).toEqual(late);
    });

    it('are the same after one is forgotten', async () => {
      await write(all);
      await refreshSums(log, { eager: true });
      await log.transaction(LIMITS, async (query) => {
        await forgetUserInSums(query, undefined, 'u1');
        await query(`UPDATE llm_calls SET user_id = NULL WHERE user_id = 'u1'`);
      });
      expect(await hours()).toEqual(ofThese.slice(2));
      expect(await database.query(`SELECT FROM llm_busy_users WHERE user_id = 'u1'`)).toEqual([]);
      const fromSums = await asked();
      expect((await verifySums(log)).differences).toEqual([]);
      await log.transaction(LIMITS, (query) =>
        noteChangedHours(
          query,
          undefined,
          Array.from({ length: 5 * 24 }, (_none, hour) => START + hour * HOUR),
        ),
      );
      expect(await asked()).toEqual(fromSums);
    });
  });

  it('are the same from windows, until something in them changes', async () => {
    await write(draw(400, 9));
    const now = START + 5 * DAY + 12.5 * HOUR;
    const today = now - 12.5 * HOUR;
    await write(draw(40, 10).map((each) => ({ ...each, at: today + HOUR })));
    // Two of these times are windows less some days.
    const asked = [5, 7, 29, 30, 45, 90].map((days) => ({
      startDate: new Date(today - days * DAY),
      endDate: new Date(now),
    }));
    const ranked = async () =>
      canonical(
        await Promise.all(
          asked.map(async (time) => [
            await stats.getTopUsers(time),
            await stats.getTopCompanies({ ...time, by: 'calls' }),
            await stats.getTopUsers({ ...time, companyId: 'c1' }),
          ]),
        ),
      );
    const windows = async () =>
      (await database.query('SELECT days FROM llm_windows ORDER BY 1')).map(({ days }) => days);
    const fromRows = await ranked();
    expect(await windows()).toEqual([]);
    await refreshSums(log, { eager: true, now });
    expect(await windows()).toEqual([7, 30, 90]);
    expect(await ranked()).toEqual(fromRows);
    expect((await verifySums(log)).differences).toEqual([]);

    await database.query(`UPDATE llm_window_spending SET calls = calls + 1000 WHERE days = 30 AND company_id = 'c2'`);
    expect(await ranked()).not.toEqual(fromRows);
    const { differences } = await verifySums(log);
    expect(new Set(differences.map(({ table }) => table))).toEqual(new Set(['llm_window_spending']));
    expect(differences[0]!.callsInSums).toBeGreaterThan(differences[0]!.callsInRows);

    await write(draw(20, 11));
    const withMore = await ranked();
    await refreshSums(log, { eager: true, now });
    expect(await windows()).toEqual([7, 30, 90]);
    expect(await ranked()).toEqual(withMore);
    expect((await verifySums(log)).differences).toEqual([]);

    const ids = await database.query<{ id: string }>(`SELECT id FROM llm_calls WHERE user_id = 'u1'`);
    await remove(ids.map(({ id }) => id));
    await log.transaction(LIMITS, (query) => forgetUserInSums(query, undefined, 'u1'));
    expect(await database.query('SELECT FROM llm_window_spending')).toEqual([]);
    await refreshSums(log, { eager: true, now });
    expect(await database.query(`SELECT FROM llm_window_spending WHERE user_id = 'u1'`)).toEqual([]);
    expect(await windows()).toEqual([7, 30, 90]);
  });

  it('keep a forgotten user’s sums without the user', async () => {
    await write(draw(100, 6));
    await refreshSums(log, { eager: true });
    const range = { startDate: new Date(START), endDate: new Date(START + 5 * DAY) };
    const before = await stats.getCostStats(range);
    const ids = await database.query<{ id: string }>(`SELECT id FROM llm_calls WHERE user_id = 'u1'`);
    await remove(ids.map(({ id }) => id));
    await log.transaction(LIMITS, (query) => forgetUserInSums(query, undefined, 'u1'));
    await refreshSums(log, { eager: true });
    expect((await stats.getTopUsers(range)).map(({ userId }) => userId).sort()).toEqual(['u2', 'u3']);
    expect(await stats.getCostStats(range)).toEqual(before);
  });
});

// PGlite is one session for all.
(onPglite ? describe.skip : describe)('with many writers and summers at once', () => {
  it('no call is lost from the sums, and answers never miss one that is committed', async () => {
    const batches = Array.from({ length: 40 }, (_none, seed) => draw(25, 100 + seed));
    await write(draw(1, 99));
    let [isWriting, committed] = [true, 1];
    const writer = async (mine: Call[][]) => {
      for (const batch of mine) {
        await write(batch);
        committed += batch.length;
      }
    };
    const summer = async () => {
      while (isWriting) await refreshSums(log, { eager: true });
    };
    const reader = async () => {
      while (isWriting) {
        const atLeast = committed;
        const { totalCalls } = await stats.getCostStats({ startDate: new Date(START) });
        expect(totalCalls).toBeGreaterThanOrEqual(atLeast);
      }
    };
    const others = [summer(), summer(), reader()];
    await Promise.all([0, 1, 2, 3].map((n) => writer(batches.filter((_batch, index) => index % 4 === n))));
    isWriting = false;
    await Promise.all(others);
    await refreshSums(log, { eager: true });
    expect(
      await database.query('SELECT hour FROM llm_changed_hours UNION ALL SELECT day FROM llm_changed_days'),
    ).toEqual([]);
    expect(await stats.getCostStats({ startDate: new Date(START) })).toMatchObject({
      ...(await ofRows()),
      totalCalls: 1_001,
    });
    expect((await verifySums(log)).differences).toEqual([]);
  });
});

describe('verifying', () => {
  it('finds what differs and makes it again, but for sums whose rows are gone', async () => {
    await write(draw(100, 7));
    await refreshSums(log, { eager: true });
    await database.query(
      `UPDATE llm_hour_sums SET cost = cost + 0.000000000001, calls = calls - 1 WHERE hour = (SELECT min(hour) FROM llm_hour_sums)`,
    );
    await database.query(
      `UPDATE llm_day_sums SET latency_buckets = NULL WHERE day = (SELECT max(day) FROM llm_day_sums)`,
    );
    const { differences } = await verifySums(log);
    expect(differences.map(({ table }) => table)).toEqual([
      'llm_hour_sums',
      'llm_day_sums',
      'llm_shift_sums',
      'llm_week_sums',
    ]);
    expect(await repairSums(log, differences)).toBe(4);
    expect((await verifySums(log)).differences).toEqual([]);

    await database.query('DELETE FROM llm_calls WHERE id < $1', [callIdBound(new Date(START + DAY))]);
    const gone = (await verifySums(log)).differences;
    expect(gone.length).toBeGreaterThan(0);
    expect(await repairSums(log, gone)).toBe(0);
    expect(await stats.getCostStats({ startDate: new Date(START) })).toMatchObject({ totalCalls: 100 });
  });

  it('looks at halves of hours', async () => {
    await write(draw(100, 9));
    await refreshSums(log, { eager: true });
    await database.query(
      'UPDATE llm_half_hour_sums SET cost = 1 WHERE half_hour = (SELECT max(half_hour) FROM llm_half_hour_sums)',
    );
    const { differences } = await verifySums(log);
    expect(differences.map(({ table }) => table)).toEqual(['llm_half_hour_sums']);
    expect(await repairSums(log, differences)).toBe(1);
    expect((await verifySums(log)).differences).toEqual([]);
  });

  it('looks at shifts while there are any', async () => {
    await log.ready();
    await database.query('UPDATE llm_spender_hours SET since = $1', [new Date(START)]);
    await write(draw(100, 8));
    const now = START + 5 * DAY;
    await refreshSums(log, { eager: true, now });
    await database.query(
      `UPDATE llm_shift_spending SET failed = 1000 WHERE shift = (SELECT max(shift) FROM llm_shift_spending)`,
    );
    const { differences } = await verifySums(log);
    expect(differences.map(({ table }) => table)).toEqual(['llm_shift_spending']);
    await log.transaction(LIMITS, (query) => noteChangedHours(query, undefined, [differences[0]!.period.getTime()]));
    await refreshSums(log, { eager: true, now });
    expect(await database.query('SELECT FROM llm_shift_spending')).not.toEqual([]);
    expect((await verifySums(log)).differences).toEqual([]);
  });
});
