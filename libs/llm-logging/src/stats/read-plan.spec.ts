import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planReading, wholePeriods, type TimeRange } from './read-plan.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);
const MONDAY = Date.UTC(2025, 11, 29);

const moment = fc.nat(20 * DAY).map((ms) => START + ms);
const hours = fc.array(fc.nat(480).map((hour) => START + hour * HOUR));
const planned = fc.record({
  bounds: fc.tuple(moment, moment).filter(([a, b]) => a !== b),
  changed: fc.record({
    hours,
    days: fc.array(fc.nat(20).map((day) => START + day * DAY)),
    weeks: fc.array(fc.nat(2).map((week) => MONDAY + week * 7 * DAY)),
  }),
  boundaries: fc.array(moment, { maxLength: 10 }),
  hoursSince: fc.constantFrom(-Infinity, START + 4 * DAY, Infinity),
  hasSums: fc.boolean(),
});

describe('the plan of a reading', () => {
  it('reads every moment once, no change from sums, and no sums across a boundary', () => {
    fc.assert(
      fc.property(planned, ({ bounds, ...rest }) => {
        const [from, to] = [Math.min(...bounds), Math.max(...bounds)];
        const plan = planReading({ from, to, ...rest });
        const all = [...plan.weeks, ...plan.days, ...plan.hours, ...plan.rows].sort((a, b) => a.from - b.from);
        expect(all[0]!.from).toBe(from);
        expect(all.at(-1)!.to).toBe(to);
        for (const [index, range] of all.slice(1).entries()) expect(range.from).toBe(all[index]!.to);

        const isIn = (ranges: readonly TimeRange[], time: number) =>
          ranges.some((range) => time >= range.from && time < range.to);
        for (const hour of rest.changed.hours)
          expect(isIn([...plan.weeks, ...plan.days, ...plan.hours], hour)).toBe(false);
        for (const day of rest.changed.days) expect(isIn([...plan.weeks, ...plan.days], day)).toBe(false);
        for (const week of rest.changed.weeks) expect(isIn(plan.weeks, week)).toBe(false);
        for (const boundary of rest.boundaries) {
          if (isIn(plan.weeks, boundary)) expect((boundary - MONDAY) % (7 * DAY)).toBe(0);
          if (isIn(plan.days, boundary)) expect(boundary % DAY).toBe(0);
          if (isIn(plan.hours, boundary)) expect(boundary % HOUR).toBe(0);
        }
        for (const hour of plan.hours) expect(hour.from).toBeGreaterThanOrEqual(rest.hoursSince);
        if (!rest.hasSums) expect(isIn([...plan.weeks, ...plan.days, ...plan.hours], from)).toBe(false);
      }),
    );
  });

  it('reads a clean time from weeks and days, its ends from hours and what is left from rows', () => {
    const [from, to] = [MONDAY - DAY - HOUR - 1, MONDAY + 7 * DAY + HOUR + 5];
    const plan = planReading({ from, to, ...CLEAN, hasSums: true, hoursSince: -Infinity });
    expect(plan).toEqual({
      weeks: [{ from: MONDAY, to: MONDAY + 7 * DAY }],
      days: [{ from: MONDAY - DAY, to: MONDAY }],
      hours: [
        { from: MONDAY - DAY - HOUR, to: MONDAY - DAY },
        { from: MONDAY + 7 * DAY, to: MONDAY + 7 * DAY + HOUR },
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
    const hours = Array.from({ length: 1_000 }, (_none, n) => START + 2 * n * HOUR);
    const time = { ...CLEAN, from: START, to: START + 100 * DAY, changed: { ...CLEAN.changed, hours } };
    const plan = planReading({ ...time, hasSums: true, hoursSince: -Infinity });
    expect(plan.hours).toEqual([]);
    expect(plan.rows.length).toBe(1);
  });
});

const CLEAN = { changed: { hours: [], days: [], weeks: [] }, boundaries: [] };
