import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase, onPglite, type TestDatabase } from '../../../../test/support/database.js';
import { callIdBound, newCallId } from 'llm-exchange/call';
import { lineOf as callLineOf, type CallLine } from '../storage/writing/call-line.js';
import { CallWriter } from '../storage/writing/call-writer.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { forgetUserInRollups, keepRollupsOfCalls, keepRollupsOfTime } from '../rollups/keep/keep-rollups.js';
import { LlmStatsService } from './llm-stats.service.js';
import type { ZoneChange } from '../rollups/build/adopt-zone.js';
import { refreshRollups } from '../rollups/build/refresh-rollups.js';
import type { StatsFilters } from './question/stats-filters.js';
import { repairRollups, verifyRollups } from '../rollups/verify/verify-rollups.js';

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
    await keepRollupsOfCalls(query, undefined, ids);
    await query('DELETE FROM llm_calls WHERE id = ANY ($1)', [ids]);
  });

describe('answers', () => {
  it('are the same from rows, from rollups, from both, and from rollups of rows that are gone', async () => {
    await write(draw(600, 1));
    const fromRows = await allAnswers();
    expect(await stats.getCostStats({ startDate: new Date(START) })).toMatchObject(await ofRows());

    expect(await refreshRollups(log, { eager: true })).toEqual({ hours: expect.any(Number), days: 5 });
    expect(await database.query('SELECT * FROM llm_changed_hours')).toEqual([]);
    expect(await allAnswers()).toEqual(fromRows);
    expect(await refreshRollups(log, { eager: true })).toEqual({ hours: 0, days: 0 });

    await write(draw(100, 2));
    const withMore = await allAnswers();
    expect(withMore).not.toEqual(fromRows);
    expect(await stats.getCostStats({ startDate: new Date(START) })).toMatchObject(await ofRows());
    await refreshRollups(log, { eager: true });
    expect(await allAnswers()).toEqual(withMore);
    expect((await verifyRollups(log)).differences).toEqual([]);
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
    await refreshRollups(log, { eager: true });
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
    expect(await log.query(`SELECT FROM llm_day_rollups WHERE latency_buckets LIKE '%:%,,%;%:%'`)).not.toEqual([]);
  });

  it('outlive the rows, removed one by one or by the day, and count what comes late', async () => {
    await write(draw(300, 3));
    await refreshRollups(log, { eager: true });
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
    await refreshRollups(log, { eager: true });
    expect(await whole()).toEqual(before);

    const [from, to] = [new Date(START), new Date(START + 3 * DAY)];
    await log.transaction(LIMITS, async (query) => {
      await keepRollupsOfTime(query, undefined, { from, to });
      await query('DELETE FROM llm_calls WHERE id < $1', [callIdBound(to)]);
    });
    expect(await whole()).toEqual(before);

    await write(draw(40, 5));
    const late = await whole();
    expect(late).toMatchObject({ cost: { totalCalls: 380 } });
    await refreshRollups(log, { eager: true });
    expect(await whole()).toEqual(late);
    expect((await verifyRollups(log)).differences).toEqual([]);
  });

  it('of users of today and yesterday are the same from their hours, which are kept for some days', async () => {
    const now = Date.now();
    const last = (days: number) => ({ startDate: new Date(now - days * DAY), endDate: new Date(now) });
    await write(draw(300, 8).map((each, n) => ({ ...each, at: now - n * 20 * 60_000 })));
    const asked = async () =>
      canonical([
        await stats.getTopUsers({ startDate: new Date(now - 20.5 * HOUR) }),
        await stats.getTopUsers({ startDate: new Date(now - 3 * DAY) }),
        await stats.getTimeSeries({ ...last(3), interval: 'day', timeZone: 'Asia/Kolkata', groupBy: 'tag' }),
        await stats.getTimeSeries({ ...last(1), interval: 'hour', userId: 'u1' }),
      ]);
    const fromRows = await asked();
    await refreshRollups(log, { eager: true, now });
    expect(await asked()).toEqual(fromRows);
    const [{ first }] = (await database.query('SELECT min(hour) AS first FROM llm_hour_user_rollups')) as [
      { first: Date },
    ];
    const today = now - (now % DAY);
    expect(first.getTime()).toBeGreaterThanOrEqual(today - 2 * DAY);
    expect(first.getTime()).toBeLessThan(today - DAY);
    const ids = await database.query<{ id: string }>('SELECT id FROM llm_calls ORDER BY md5(id::text) LIMIT 50');
    await remove(ids.map(({ id }) => id));
    await refreshRollups(log, { eager: true, now });
    expect((await verifyRollups(log)).differences).toEqual([]);
    await refreshRollups(log, { eager: true, now: now + 3 * DAY });
    expect(await database.query('SELECT FROM llm_hour_user_rollups WHERE hour < $1', [new Date(today + DAY)])).toEqual(
      [],
    );
  });

  describe('in the days of a reporting time zone', () => {
    const SPRING = Date.UTC(2026, 2, 27);
    const range = { startDate: new Date(SPRING - DAY), endDate: new Date(SPRING + 7 * DAY) };
    const inSpring = (count: number, seed: number) =>
      draw(count, seed).map((each) => ({ ...each, at: each.at - START + SPRING }));
    const asked = async (zones: readonly string[]) => {
      const answers: unknown[] = [
        await stats.getTopUsers(range),
        await frequentErrors(range),
        await stats.compareModels(range),
      ];
      for (const timeZone of zones)
        for (const groupBy of ['model', 'company', 'user', 'tag'] as const)
          answers.push(
            await stats.getTimeSeries({
              ...range,
              interval: 'day',
              timeZone,
              groupBy,
              percentiles: groupBy === 'model',
            }),
          );
      return canonical(answers);
    };
    const daysKept = async () =>
      (await database.query('SELECT DISTINCT day FROM llm_day_rollups ORDER BY 1')).map(({ day }) => day);
    const daysOfCalls = async (timeZone: string, from = SPRING) =>
      (
        await database.query(
          `SELECT DISTINCT date_trunc('day', started_at, $1) AS day FROM llm_calls WHERE started_at >= $2 ORDER BY 1`,
          [timeZone, new Date(from)],
        )
      ).map(({ day }) => day);
    const removeTime = async (from: number, to: number) => {
      await log.transaction(LIMITS, async (query) => {
        await keepRollupsOfTime(query, undefined, { from: new Date(from), to: new Date(to) });
        await query(
          'DELETE FROM llm_calls WHERE id >= $1 AND id < $2',
          [from, to].map((at) => callIdBound(new Date(at))),
        );
      });
    };

    it.each(['Europe/Berlin', 'Asia/Kolkata'])('they are those of plain rows: %s', async (timeZone) => {
      await write(inSpring(400, 21));
      const zones = [timeZone, 'UTC', 'America/New_York'];
      const fromRows = await asked(zones);
      await refreshRollups(log, { eager: true, timeZone });
      expect(await daysKept()).toEqual(await daysOfCalls(timeZone));
      expect(await asked(zones)).toEqual(fromRows);
      expect((await verifyRollups(log)).differences).toEqual([]);

      await write(inSpring(60, 22));
      const whole = await asked([timeZone]);
      const ids = await database.query<{ id: string }>('SELECT id FROM llm_calls ORDER BY md5(id::text) LIMIT 100');
      await remove(ids.map(({ id }) => id));
      // Where midnight cuts an hour, what is gone of it counts where the hour begins, until its day is built again.
      if (timeZone !== 'Europe/Berlin') return;
      expect(await asked([timeZone])).toEqual(whole);
      // Partitions begin at midnight UTC, and cut two days of the zone.
      await removeTime(SPRING, SPRING + 2 * DAY);
      expect(await asked([timeZone])).toEqual(whole);
      await refreshRollups(log, { eager: true });
      expect(await asked([timeZone])).toEqual(whole);
      expect((await verifyRollups(log)).differences).toEqual([]);
      await removeTime(SPRING + 2 * DAY, SPRING + 8 * DAY);
      await refreshRollups(log, { eager: true });
      expect(await asked([timeZone])).toEqual(whole);
    });

    it('they are built again in another zone, but for days that calls are gone of', async () => {
      await write(inSpring(300, 23));
      await refreshRollups(log, { eager: true });
      const fromRows = await asked(['Europe/Berlin']);
      const changes: ZoneChange[] = [];
      const reach = async (timeZone: string) => {
        await refreshRollups(log, { eager: true, timeZone, onZoneChange: (change) => void changes.push(change) });
        expect((await verifyRollups(log)).differences).toEqual([]);
      };
      await reach('Europe/Berlin');
      expect(await daysKept()).toEqual(await daysOfCalls('Europe/Berlin'));
      expect(await asked(['Europe/Berlin'])).toEqual(fromRows);
      await removeTime(SPRING, SPRING + 2 * DAY);
      await refreshRollups(log, { eager: true });
      const before = await daysKept();
      const total = await stats.getCostStats(range);
      await reach('Asia/Tokyo');
      const since = changes[1]!.since;
      // The day that the removed time ends in, in Berlin.
      expect(new Date(since)).toEqual(new Date(SPRING + 2 * DAY + 22 * HOUR));
      const days = await daysKept();
      expect(days.filter((day) => day.getTime() < since)).toEqual(before.filter((day) => day.getTime() < since));
      const ofTokyo = await daysOfCalls('Asia/Tokyo', since);
      expect(days.filter((day) => day.getTime() >= since)).toEqual([
        new Date(since),
        ...ofTokyo.filter((day) => day.getTime() > since),
      ]);
      expect(await stats.getCostStats(range)).toEqual(total);
      expect(changes).toMatchObject([
        { from: 'UTC', to: 'Europe/Berlin', since: 0 },
        { from: 'Europe/Berlin', to: 'Asia/Tokyo' },
      ]);
      await reach('Asia/Tokyo');
      expect(changes).toHaveLength(2);
    });
  });

  it('keep a forgotten user’s rollups without the user', async () => {
    await write(draw(100, 6));
    await refreshRollups(log, { eager: true });
    const range = { startDate: new Date(START), endDate: new Date(START + 5 * DAY) };
    const before = await stats.getCostStats(range);
    const ids = await database.query<{ id: string }>(`SELECT id FROM llm_calls WHERE user_id = 'u1'`);
    await remove(ids.map(({ id }) => id));
    await log.transaction(LIMITS, (query) => forgetUserInRollups(query, undefined, 'u1'));
    await refreshRollups(log, { eager: true });
    expect((await stats.getTopUsers(range)).map(({ userId }) => userId).sort()).toEqual(['u2', 'u3']);
    expect(await stats.getCostStats(range)).toEqual(before);
  });
});

// PGlite is one session for all.
(onPglite ? describe.skip : describe)('with many writers and summers at once', () => {
  it('no call is lost from the rollups, and answers never miss one that is committed', async () => {
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
      while (isWriting) await refreshRollups(log, { eager: true });
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
    await refreshRollups(log, { eager: true });
    expect(
      await database.query('SELECT hour FROM llm_changed_hours UNION ALL SELECT day FROM llm_changed_days'),
    ).toEqual([]);
    expect(await stats.getCostStats({ startDate: new Date(START) })).toMatchObject({
      ...(await ofRows()),
      totalCalls: 1_001,
    });
    expect((await verifyRollups(log)).differences).toEqual([]);
  });
});

describe('verifying', () => {
  it('finds what differs and makes it again, but for rollups whose rows are gone', async () => {
    await write(draw(100, 7));
    await refreshRollups(log, { eager: true });
    await database.query(
      `UPDATE llm_hour_rollups SET cost = cost + 0.000000000001, calls = calls - 1 WHERE hour = (SELECT min(hour) FROM llm_hour_rollups)`,
    );
    await database.query(
      `UPDATE llm_day_rollups SET latency_buckets = NULL WHERE day = (SELECT max(day) FROM llm_day_rollups)`,
    );
    const { differences } = await verifyRollups(log);
    expect(differences.map(({ table }) => table)).toEqual(['llm_hour_rollups', 'llm_day_rollups', 'llm_week_rollups']);
    expect(await repairRollups(log, differences)).toBe(3);
    expect((await verifyRollups(log)).differences).toEqual([]);

    await database.query('DELETE FROM llm_calls WHERE id < $1', [callIdBound(new Date(START + DAY))]);
    const gone = (await verifyRollups(log)).differences;
    expect(gone.length).toBeGreaterThan(0);
    expect(await repairRollups(log, gone)).toBe(0);
    expect(await stats.getCostStats({ startDate: new Date(START) })).toMatchObject({ totalCalls: 100 });
  });
});
