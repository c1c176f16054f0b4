import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { isTimeZone } from '../../options/time-zone.js';
import { windowAt } from './budget-window.js';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
const time = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 0, 1) });
const window = fc.constantFrom('hour', 'day', 'week', 'month');

describe('windows of budgets', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());

  it('begin and end where PostgreSQL says that they do', async () => {
    const asked = fc.sample(fc.record({ window, zone: fc.constantFrom(...ZONES), at: time }), 1_500);
    // The hours around changes of clocks are few among all.
    const changes = [
      Date.UTC(2026, 2, 29),
      Date.UTC(2026, 9, 25),
      Date.UTC(2026, 2, 8),
      Date.UTC(2026, 10, 1),
      Date.UTC(2026, 3, 4, 15),
    ];
    for (const at of changes)
      for (const zone of ZONES)
        for (let half = -6; half < 30; half += 1) asked.push({ window: 'day', zone, at: at + half * 1_800_000 + 1 });
    const rows = await database.query<{ start: Date; end: Date }>(
      `SELECT date_trunc(a.window, a.at, a.zone) AS start,
  CASE a.window WHEN 'hour' THEN date_trunc('hour', a.at, a.zone) + interval '1 hour'
    ELSE (date_trunc(a.window, a.at AT TIME ZONE a.zone) + ('1 ' || a.window)::interval) AT TIME ZONE a.zone END AS end
FROM (SELECT x->>'window' AS window, x->>'zone' AS zone, (x->>'at')::timestamptz AS at, n
  FROM json_array_elements($1::json) WITH ORDINALITY AS e(x, n)) AS a ORDER BY n`,
      [JSON.stringify(asked.map(({ at, ...others }) => ({ ...others, at: new Date(at) })))],
    );
    for (const [n, { window: length, zone, at }] of asked.entries()) {
      // An hour in which clocks change by half of one is cut in two.
      if (length === 'hour' && zone === 'Australia/Lord_Howe') continue;
      const { start, end } = windowAt(length as 'day', zone, at);
      expect({ zone, at, length, start, end }).toEqual({
        zone,
        at,
        length,
        start: rows[n]!.start.getTime(),
        end: rows[n]!.end.getTime(),
      });
    }
  });

  it('follow one another without gap and hold the time that is asked for', () => {
    fc.assert(
      fc.property(window, fc.constantFrom(...ZONES, 'America/Havana', 'Africa/Cairo'), time, (length, zone, at) => {
        const { start, end } = windowAt(length as 'day', zone, at);
        expect(start <= at && at < end).toBe(true);
        expect(windowAt(length as 'day', zone, start)).toEqual({ start, end });
        expect(windowAt(length as 'day', zone, end - 1)).toEqual({ start, end });
        expect(windowAt(length as 'day', zone, end).start).toBe(end);
      }),
      { numRuns: 300 },
    );
  });

  it('have days of 23 and 25 hours', () => {
    const hours = (zone: string, at: number): number => {
      const { start, end } = windowAt('day', zone, at);
      return (end - start) / 3_600_000;
    };
    expect(hours('Europe/Berlin', Date.UTC(2026, 2, 29, 12))).toBe(23);
    expect(hours('Europe/Berlin', Date.UTC(2026, 9, 25, 12))).toBe(25);
    expect(hours('America/New_York', Date.UTC(2026, 2, 8, 12))).toBe(23);
    expect(hours('Asia/Kolkata', Date.UTC(2026, 2, 29, 12))).toBe(24);
  });

  it('know zones by their names', () => {
    expect(['UTC', 'Europe/Berlin', 'Nowhere/Town', '+02:00', '', 5].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
