import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planReading, wholePeriods, type TimeRange } from './read-plan.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);

const moment = fc.nat(10 * DAY).map((ms) => START + ms);
const hours = fc.array(fc.nat(240).map((hour) => START + hour * HOUR));
const planned = fc.record({
  bounds: fc.tuple(moment, moment).filter(([a, b]) => a !== b),
  changedHours: hours,
  changedDays: fc.array(fc.nat(10).map((day) => START + day * DAY)),
  boundaries: fc.array(moment, { maxLength: 10 }),
  hasHours: fc.boolean(),
  hasDays: fc.boolean(),
});

describe('the plan of a reading', () => {
  it('reads every moment once, no change from sums, and no sums across a boundary', () => {
    fc.assert(
      fc.property(planned, ({ bounds, ...rest }) => {
        const [from, to] = [Math.min(...bounds), Math.max(...bounds)];
        const plan = planReading({ from, to, ...rest });
        const all = [...plan.days, ...plan.hours, ...plan.rows].sort((a, b) => a.from - b.from);
        expect(all[0]!.from).toBe(from);
        expect(all.at(-1)!.to).toBe(to);
        for (const [index, range] of all.slice(1).entries()) expect(range.from).toBe(all[index]!.to);

        const isSummed = (time: number) => [...plan.days, ...plan.hours].some((range) => isIn(range, time));
        for (const hour of rest.changedHours) expect(isSummed(hour)).toBe(false);
        for (const day of rest.changedDays) expect(plan.days.some((range) => isIn(range, day))).toBe(false);
        for (const boundary of rest.boundaries) {
          if (plan.days.some((range) => isIn(range, boundary))) expect(boundary % DAY).toBe(0);
          if (plan.hours.some((range) => isIn(range, boundary))) expect(boundary % HOUR).toBe(0);
        }
        if (!rest.hasHours) expect(plan.hours).toEqual([]);
        if (!rest.hasDays) expect(plan.days).toEqual([]);
      }),
    );
  });

  it('reads a clean time from days, its ends from hours and what is left from rows', () => {
    const [from, to] = [START - HOUR - 1, START + 2 * DAY + HOUR + 5];
    const plan = planReading({
      from,
      to,
      changedHours: [],
      changedDays: [],
      boundaries: [],
      hasHours: true,
      hasDays: true,
    });
    expect(plan).toEqual({
      days: [{ from: START, to: START + 2 * DAY }],
      hours: [
        { from: START - HOUR, to: START },
        { from: START + 2 * DAY, to: START + 2 * DAY + HOUR },
      ],
      rows: [
        { from, to: from + 1 },
        { from: to - 5, to },
      ],
    });
    expect(wholePeriods(plan.rows, HOUR)).toEqual([]);
    expect(wholePeriods([{ from: START - 1, to: START + HOUR + 1 }], HOUR)).toEqual([
      { from: START, to: START + HOUR },
    ]);
  });

  it('does without hours where these leave too many gaps', () => {
    const changedHours = Array.from({ length: 1_000 }, (_none, n) => START + 2 * n * HOUR);
    const time = { from: START, to: START + 100 * DAY, changedHours, changedDays: [], boundaries: [] };
    const plan = planReading({ ...time, hasHours: true, hasDays: true });
    expect(plan.hours).toEqual([]);
    expect(plan.rows.length).toBe(1);
  });
});

function isIn({ from, to }: TimeRange, time: number): boolean {
  return time >= from && time < to;
}
