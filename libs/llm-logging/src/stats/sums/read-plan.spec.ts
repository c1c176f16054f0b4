import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TimeRange } from '../question/stats-range.js';
import { planReading, wholePeriods } from './read-plan.js';

const HOUR = 3_600_000;
const SHIFT = 6 * HOUR;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);
const MONDAY = Date.UTC(2025, 11, 29);

const DAYS = { week: -Infinity, day: -Infinity, shift: Infinity, hour: Infinity };
const RECENT = { ...DAYS, shift: START + 4 * DAY, hour: START + 4 * DAY };
const ALL = { ...DAYS, shift: -Infinity, hour: -Infinity };
const NONE = { ...DAYS, week: Infinity, day: Infinity };

const moment = fc.nat(20 * DAY).map((ms) => START + ms);
const hours = fc.array(fc.nat(480).map((hour) => START + hour * HOUR));
const planned = fc.record({
  bounds: fc.tuple(moment, moment).filter(([a, b]) => a !== b),
  changed: fc.record({
    hour: hours,
    shift: fc.array(fc.nat(80).map((shift) => START + shift * SHIFT)),
    day: fc.array(fc.nat(20).map((day) => START + day * DAY)),
    week: fc.array(fc.nat(2).map((week) => MONDAY + week * 7 * DAY)),
  }),
  boundaries: fc.array(moment, { maxLength: 10 }),
  windows: fc.array(
    fc
      .tuple(fc.nat(20), fc.constantFrom(7, 30))
      .map(([day, days]) => ({ days, from: START + day * DAY, to: START + (day + days) * DAY })),
    { maxLength: 4 },
  ),
  since: fc.constantFrom(ALL, RECENT, DAYS, NONE),
});

describe('the plan of a reading', () => {
  it('reads every moment once, no change from sums, and no sums across a boundary', () => {
    fc.assert(
      fc.property(planned, ({ bounds, ...rest }) => {
        const [from, to] = [Math.min(...bounds), Math.max(...bounds)];
        const plan = planReading({ from, to, ...rest });
        const { windows, week, day, shift, hour, rows } = plan;
        const all = [...windows, ...week, ...day, ...shift, ...hour, ...rows].sort((a, b) => a.from - b.from);
        expect(all[0]!.from).toBe(from);
        expect(all.at(-1)!.to).toBe(to);
        for (const [index, range] of all.slice(1).entries()) expect(range.from).toBe(all[index]!.to);

        const isIn = (ranges: readonly TimeRange[], time: number) =>
          ranges.some((range) => time >= range.from && time < range.to);
        const { changed } = rest;
        for (const time of changed.hour)
          expect(isIn([...windows, ...week, ...day, ...shift, ...hour], time)).toBe(false);
        for (const time of changed.shift) expect(isIn(shift, time)).toBe(false);
        for (const time of changed.day) expect(isIn([...windows, ...week, ...day], time)).toBe(false);
        for (const time of changed.week) expect(isIn(week, time)).toBe(false);
        if (rest.boundaries.length > 0) expect(windows).toEqual([]);
        for (const boundary of rest.boundaries) {
          if (isIn(week, boundary)) expect((boundary - MONDAY) % (7 * DAY)).toBe(0);
          if (isIn(day, boundary)) expect(boundary % DAY).toBe(0);
          if (isIn(shift, boundary)) expect(boundary % SHIFT).toBe(0);
          if (isIn(hour, boundary)) expect(boundary % HOUR).toBe(0);
        }
        for (const period of ['week', 'day', 'shift', 'hour'] as const)
          for (const range of plan[period]) expect(range.from).toBeGreaterThanOrEqual(rest.since[period]);
      }),
    );
  });

  it('reads a clean time from weeks, days and shifts, its ends from hours and what is left from rows', () => {
    const [from, to] = [MONDAY - DAY - 7 * HOUR - 1, MONDAY + 7 * DAY + HOUR + 5];
    const plan = planReading({ from, to, ...CLEAN, since: ALL });
    expect(plan).toEqual({
      windows: [],
      week: [{ from: MONDAY, to: MONDAY + 7 * DAY }],
      day: [{ from: MONDAY - DAY, to: MONDAY }],
      shift: [{ from: MONDAY - DAY - SHIFT, to: MONDAY - DAY }],
      hour: [
        { from: MONDAY - DAY - 7 * HOUR, to: MONDAY - DAY - SHIFT },
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

  it('reads a window that begins with the time rather than its weeks and days', () => {
    const windows = [7, 30].map((days) => ({ days, from: START + (30 - days) * DAY, to: START + 30 * DAY }));
    const time = { ...CLEAN, windows, since: ALL, from: START, to: START + 30 * DAY + SHIFT };
    expect(planReading(time)).toEqual({
      windows: [windows[1]],
      week: [],
      day: [],
      shift: [{ from: windows[1]!.to, to: time.to }],
      hour: [],
      rows: [],
    });
    const changed = { ...CLEAN.changed, hour: [START + DAY] };
    expect(planReading({ ...time, changed }).windows).toEqual([]);
    expect(planReading({ ...time, to: START + 30 * DAY - 1 }).windows).toEqual([]);
  });

  it('does without hours where these leave too many gaps', () => {
    const hour = Array.from({ length: 1_000 }, (_none, n) => START + 2 * n * HOUR);
    const time = { ...CLEAN, from: START, to: START + 100 * DAY, changed: { ...CLEAN.changed, hour } };
    const plan = planReading({ ...time, since: ALL });
    expect(plan.hour).toEqual([]);
    expect(plan.rows.length).toBe(1);
  });
});

const CLEAN = { changed: { hour: [], shift: [], day: [], week: [] }, boundaries: [], windows: [] };
