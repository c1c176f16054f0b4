import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '../../storage/periods.js';
import { Calendar, ofEachPeriod, PERIODS, type Period } from '../schema/periods.js';
import { divideTime, type PlannedTime, type ReadPlan } from './divide-time.js';
import type { TimeRange } from './question.js';

const MONDAY = Date.UTC(2026, 2, 23);
const NONE = ofEachPeriod(() => []);
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/Santiago', 'Australia/Lord_Howe'];

const calendarOf = (timeZone: string): Calendar => new Calendar([{ since: 0, timeZone }]);

const divide = (time: Partial<PlannedTime> & TimeRange): ReadPlan =>
  divideTime({
    now: MONDAY + 100 * DAY_MS,
    calendar: calendarOf('UTC'),
    changed: NONE,
    boundaries: [],
    isRolledUp: () => true,
    ...time,
  });

describe('divideTime', () => {
  it('reads whole weeks and days, hours at the edges, and rows of what is left', () => {
    const plan = divide({ from: MONDAY - 90 * 60_000, to: MONDAY + 9 * DAY_MS + HOUR_MS });
    expect(plan.week).toEqual([{ from: MONDAY, to: MONDAY + 7 * DAY_MS }]);
    expect(plan.day.map(({ from }) => from)).toEqual([MONDAY + 7 * DAY_MS, MONDAY + 8 * DAY_MS]);
    expect(plan.hour.map(({ from }) => from)).toEqual([MONDAY - HOUR_MS, MONDAY + 9 * DAY_MS]);
    expect(plan.rows).toEqual([{ from: MONDAY - 90 * 60_000, to: MONDAY - HOUR_MS }]);
  });

  it('reads 30 days of Berlin from weeks and days of that zone, of 23 hours too, and of another zone from hours', () => {
    const [from, to] = [Date.parse('2026-03-12T23:00Z'), Date.parse('2026-04-11T22:00Z')];
    const berlin = divide({ from, to, calendar: calendarOf('Europe/Berlin') });
    expect([berlin.week.length, berlin.day.length, berlin.hour.length, berlin.rows.length]).toEqual([3, 9, 0, 0]);
    const days = Array.from({ length: 31 }, (_none, n) => from + n * DAY_MS);
    const inUtc = divide({ from, to: from + 30 * DAY_MS, boundaries: days });
    expect([inUtc.week.length, inUtc.day.length, inUtc.hour.length]).toEqual([0, 0, 720]);
  });

  it('leaves a day to itself that begins within an hour', () => {
    const [from, to] = [Date.parse('2026-03-23T18:30Z'), Date.parse('2026-03-25T18:30Z')];
    const calendar = calendarOf('Asia/Kolkata');
    expect(divide({ from, to, calendar }).day).toHaveLength(2);
    const late = divide({ from: from - 2 * HOUR_MS, to, calendar });
    expect([late.day.length, late.hour.length]).toEqual([2, 1]);
    expect(late.rows).toEqual([
      { from: from - 2 * HOUR_MS, to: from - 1.5 * HOUR_MS },
      { from: from - HOUR_MS / 2, to: from },
    ]);
  });

  it('covers any time once, with periods that are over, unchanged and not cut', () => {
    const near = fc.integer({ min: -3 * DAY_MS, max: 20 * DAY_MS }).map((ms) => MONDAY + ms - (ms % (30 * 60_000)));
    const time = fc.record({
      zone: fc.constantFrom(...ZONES),
      bounds: fc.tuple(near, near),
      now: near,
      changedHours: fc.array(near, { maxLength: 3 }),
      boundaries: fc.array(near, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(time, ({ zone, bounds, now, changedHours, boundaries }) => {
        const [from, to] = [Math.min(...bounds), Math.max(...bounds)];
        const calendar = calendarOf(zone);
        const hours = changedHours.map((at) => calendar.at('hour', at).start);
        const plan = divide({ from, to, now, calendar, changed: { ...NONE, hour: hours }, boundaries });
        const parts = Object.values(plan)
          .flat()
          .sort((a, b) => a.from - b.from);
        let at = from;
        for (const part of parts) {
          expect(part.from).toBe(at);
          at = part.to;
        }
        expect(at).toBe(Math.max(from, to));
        for (const period of PERIODS) for (const part of plan[period]) expectSound(period, part);

        function expectSound(period: Period, part: TimeRange): void {
          expect(calendar.at(period, part.from)).toEqual({ start: part.from, end: part.to });
          expect(part.to).toBeLessThanOrEqual(now);
          for (const boundary of boundaries) expect(boundary > part.from && boundary < part.to).toBe(false);
          for (const hour of hours) expect(hour < part.to && hour + HOUR_MS > part.from).toBe(false);
        }
      }),
    );
  });
});
