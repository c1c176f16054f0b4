import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instantOf, startAfter, startOf, wallClock, type CalendarUnit } from './calendar.js';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'America/Sao_Paulo', 'Australia/Lord_Howe'];
const DAY_MS = 86_400_000;

describe('a calendar', () => {
  it.each([
    ['day', '2026-10-25T12:00:00Z', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['day', '2026-10-25T23:30:00Z', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    ['day', '2026-03-29T21:59:59Z', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['week', '2026-11-29T22:59:59Z', 'Europe/Berlin', '2026-11-22T23:00:00.000Z'],
    ['week', '2026-11-29T23:00:00Z', 'Europe/Berlin', '2026-11-29T23:00:00.000Z'],
    ['month', '2026-10-31T23:30:00Z', 'Europe/Berlin', '2026-10-31T23:00:00.000Z'],
    ['day', '2026-06-01T18:29:59Z', 'Asia/Kolkata', '2026-05-31T18:30:00.000Z'],
    // Midnight was skipped: the day began at one o'clock.
    ['day', '2018-11-04T12:00:00Z', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ] as const)('knows when the %s of %s began in %s', (unit, moment, zone, expected) => {
    expect(new Date(startOf(unit, Date.parse(moment), zone)).toISOString()).toBe(expected);
  });

  it('counts days of 23 and 25 hours as days', () => {
    const noon = Date.parse('2026-10-26T12:00:00Z');
    const lengths = [-3, -2, -1].map(
      (n) =>
        (startAfter('day', n + 1, noon, 'Europe/Berlin') - startAfter('day', n, noon, 'Europe/Berlin')) / 3_600_000,
    );
    expect(lengths).toEqual([24, 24, 25]);
  });

  it('holds for any moment: it lies in its unit, and the next unit begins where it ends', () => {
    const moments = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) });
    const units = fc.constantFrom<CalendarUnit>('day', 'week', 'month');
    fc.assert(
      fc.property(moments, units, fc.constantFrom(...ZONES), (moment, unit, zone) => {
        const [start, next] = [startOf(unit, moment, zone), startAfter(unit, 1, moment, zone)];
        expect(start).toBeLessThanOrEqual(moment);
        expect(next).toBeGreaterThan(moment);
        expect(startAfter(unit, -1, next, zone)).toBe(start);
        expect(startOf(unit, next, zone)).toBe(next);
        expect(next - start).toBeLessThanOrEqual(32 * DAY_MS);
      }),
      { numRuns: 300 },
    );
  });

  it('reads what clocks show', () => {
    const shown = Date.UTC(2026, 6, 1, 14, 30);
    expect(wallClock(instantOf(shown, 'Europe/Berlin'), 'Europe/Berlin')).toBe(shown);
  });
});
