import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmLoggerService, LlmStatsService, LlmRollupService } from 'nestjs-llm-logging';
import { logging, moduleOf, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const ZONE = 'Europe/Berlin';
/** Clocks went forward on the 29th of March 2026, and back on the 25th of October 2025. */
const SPRING = { startDate: '2026-03-27T23:00:00Z', endDate: '2026-03-30T22:00:00Z' };
const AUTUMN = { startDate: '2025-10-24T22:00:00Z', endDate: '2025-10-27T23:00:00Z' };

let database: TestDatabase;
let app: INestApplication;
let base: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const log = logging(database, {
    timeZone: ZONE,
    retention: { enabled: false },
    pendingTimeoutMs: 2_000_000_000,
    admin: { public: true, dashboard: false },
  });
  app = await NestFactory.create(moduleOf({ imports: [log] }), { logger: false });
  await app.listen(0);
  base = `http://127.0.0.1:${app.getHttpServer().address().port}/admin/llm`;
  const logger = app.get(LlmLoggerService);
  const [hour, now] = [3_600_000, Date.now()];
  const times = [
    // Each 40 minutes, so that some lie within each hour of the days on which clocks change.
    ...[SPRING, AUTUMN].flatMap(({ startDate, endDate }) =>
      Array.from(
        { length: Math.floor((Date.parse(endDate) - Date.parse(startDate)) / (hour * (2 / 3))) },
        (_none, n) => Date.parse(startDate) + n * hour * (2 / 3),
      ),
    ),
    ...Array.from({ length: 60 }, (_none, n) => now - n * 5 * hour),
  ];
  for (const [n, time] of times.entries())
    await logger.record({
      startedAt: new Date(time),
      latencyMs: n,
      estimatedCost: 1 + n,
      userId: `user-${n % 3}`,
      companyId: `company-${n % 2}`,
      model: 'gpt-4o',
      tags: [`tag-${n % 2}`],
    });
  await logger.flush();
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

const stats = () => app.get(LlmStatsService);
const get = async (path: string) => (await fetch(`${base}/${path}`)).text();

/** Calls by day, week or month of the zone, as PostgreSQL counts them. */
async function plain(interval: string, { startDate, endDate }: { startDate: string; endDate: string }) {
  return database.query<{ start: Date; calls: number; cost: number }>(
    `SELECT date_trunc($1, started_at, $2) AS start, count(*)::int AS calls, sum(estimated_cost)::float8 AS cost
FROM llm_calls WHERE started_at >= $3 AND started_at < $4 GROUP BY 1 ORDER BY 1`,
    [interval, ZONE, startDate, endDate],
  );
}

describe.each([
  ['before there are rollups', () => Promise.resolve()],
  ['from rollups', () => app.get(LlmRollupService).refresh()],
])('the reporting time zone, %s', (_state, reach) => {
  beforeAll(async () => void (await reach()));

  it.each(['day', 'week', 'month'] as const)('is where each %s begins, of 23 and of 25 hours too', async (interval) => {
    for (const range of [SPRING, AUTUMN]) {
      const points = await stats().getTimeSeries({ ...range, interval, groupBy: 'user' });
      const expected = await plain(interval, range);
      expect(points.map(({ start, totalCalls, totalCost }) => ({ start, calls: totalCalls, cost: totalCost }))).toEqual(
        expected,
      );
    }
  });

  it('is where the last days begin', async () => {
    const [first] = await stats().getTimeSeries({ days: 7, interval: 'day' });
    const [row] = await database.query<{ start: Date; calls: number }>(
      `SELECT date_trunc('day', now() - interval '7 days', $1) AS start, (SELECT count(*)::int FROM llm_calls
  WHERE started_at >= date_trunc('day', now() - interval '7 days', $1)) AS calls`,
      [ZONE],
    );
    expect(first!.start).toEqual(row!.start);
    expect(await stats().getCostStats({ days: 7 })).toMatchObject({ totalCalls: row!.calls });
    const users = await stats().getTopUsers({ days: 7 });
    expect(users.reduce((sum, { totalCalls }) => sum + totalCalls, 0)).toBe(row!.calls);
  });

  it('gives way to a zone that a question names', async () => {
    const points = await stats().getTimeSeries({ ...SPRING, interval: 'day', timeZone: 'UTC' });
    expect(points.map(({ start }) => start.toISOString().slice(11))).toEqual(Array(4).fill('00:00:00.000Z'));
    const expected = await database.query<{ calls: number }>(
      `SELECT count(*)::int AS calls FROM llm_calls WHERE started_at >= $1 AND started_at < $2 GROUP BY date_trunc('day', started_at, 'UTC')
ORDER BY date_trunc('day', min(started_at), 'UTC')`,
      [SPRING.startDate, SPRING.endDate],
    );
    expect(points.map(({ totalCalls }) => totalCalls)).toEqual(expected.map(({ calls }) => calls));
  });

  it('is that of the admin API and of the summary', async () => {
    const range = `startDate=${SPRING.startDate}&endDate=${SPRING.endDate}`;
    const points = JSON.parse(await get(`stats/timeseries?interval=day&${range}`)) as { start: string }[];
    const days = (await plain('day', SPRING)).map(({ start }) => start.toISOString());
    expect(points.map(({ start }) => start)).toEqual(days);
    const rows = JSON.parse(await get(`export/summary?groupBy=model&interval=day&format=json&${range}`)) as {
      start: string;
    }[];
    expect(rows.map(({ start }) => start)).toEqual(days);
    expect(JSON.parse(await get('capabilities'))).toMatchObject({ timeZone: ZONE });
  });
});

describe('the option `timeZone`', () => {
  it.each(['Mars/Base', '+01:00'])('refuses %j', async (timeZone) => {
    await expect(startContext({ imports: [logging(database, { timeZone })] })).rejects.toThrow(/timeZone.*IANA/);
  });
});
