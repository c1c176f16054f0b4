import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TimeRange } from '../question/stats-range.js';
import { LENGTHS, startOf, type Period } from '../../storage/sums/period.js';
import { planReading, wholePeriods, type SumsPlan } from './read-plan.js';

const HOUR = 3_600_000;
const SHIFT = 6 * HOUR;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);
const MONDAY = Date.UTC(2025, 11, 29);

const DAYS = { week: -Infinity, day: -Infinity, shift: Infinity, hour: Infinity };
const RECENT = { ...DAYS, shift: START + 4 * DAY, hour: START + 4 * DAY };
const ALL = { ...DAYS, shift: -Infinity, hour: -Infinity };
const NONE = { ...DAYS, week: Infinity, day: Infinity };

const NOTHING = { windows: [], week: [], day: [], shift: [], hour: [] };
const CLEAN = {
  changed: { hour: [], shift: [], day: [], week: [] },
  boundaries: [],
  windows: [],
  now: START + 1_000 * DAY,
  mayTakeOff: false,
};

const isIn = (ranges: readonly TimeRange[], time: number) =>
  ranges.some((range) => time >= range.from && time < range.to);
const partsOf = (sums: SumsPlan): TimeRange[] => Object.values(sums).flat();

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
  now: fc.nat(30 * DAY).map((ms) => START + ms),
  mayTakeOff: fc.boolean(),
});

describe('the plan of a reading', () => {
  it('reads every moment once, no change from sums, and no sums across a boundary', () => {
    fc.assert(
      fc.property(planned, ({ bounds, ...rest }) => {
        const [from, to] = [Math.min(...bounds), Math.max(...bounds)];
        const plan = planReading({ from, to, ...rest });
        const added = [...partsOf(plan.sums), ...plan.rows];
        const less = partsOf(plan.less);
        const edges = [...added, ...less].flatMap((range) => [range.from, range.to]);
        const times = [from, to, ...edges].sort((a, b) => a - b);
        // Between two neighbouring edges every moment is read as often.
        for (const [index, end] of times.slice(1).entries()) {
          const moment = (times[index]! + end) / 2;
          const count = (ranges: readonly TimeRange[]) => ranges.filter((range) => isIn([range], moment)).length;
          if (end > times[index]!) expect(count(added) - count(less)).toBe(moment > from && moment < to ? 1 : 0);
        }

        const { changed, boundaries, now, since } = rest;
        const [days, hours] = [['windows', 'week', 'day'] as const, ['shift', 'hour'] as const];
        for (const sums of [plan.sums, plan.less]) {
          const ofDays = days.flatMap((name) => sums[name]);
          const all = [...ofDays, ...hours.flatMap((name) => sums[name])];
          for (const { to: end } of [...sums.week, ...sums.day, ...sums.shift, ...sums.hour])
            expect(end).toBeLessThanOrEqual(now);
          for (const time of changed.hour) expect(isIn(all, time)).toBe(false);
          for (const time of changed.shift) expect(isIn(sums.shift, time)).toBe(false);
          for (const time of changed.day) expect(isIn(ofDays, time)).toBe(false);
          for (const time of changed.week) expect(isIn(sums.week, time)).toBe(false);
          for (const boundary of boundaries)
            for (const [name, length] of Object.entries(LENGTHS) as [Period, number][])
              if (isIn(sums[name], boundary)) expect(startOf(boundary, length)).toBe(boundary);
          for (const period of ['week', 'day', 'shift', 'hour'] as const)
            for (const range of sums[period]) expect(range.from).toBeGreaterThanOrEqual(since[period]);
        }
        if (boundaries.length > 0) expect(plan.sums.windows).toEqual([]);
        if (boundaries.length > 0 || !rest.mayTakeOff) expect(less).toEqual([]);
      }),
    );
  });

  it('reads a clean time from weeks, days and shifts, its ends from hours and what is left from rows', () => {
    const [from, to] = [MONDAY - DAY - 7 * HOUR - 1, MONDAY + 7 * DAY + HOUR + 5];
    const plan = planReading({ from, to, ...CLEAN, since: ALL });
    expect(plan).toEqual({
      sums: {
        windows: [],
        week: [{ from: MONDAY, to: MONDAY + 7 * DAY }],
        day: [{ from: MONDAY - DAY, to: MONDAY }],
        shift: [{ from: MONDAY - DAY - SHIFT, to: MONDAY - DAY }],
        hour: [
          { from: MONDAY - DAY - 7 * HOUR, to: MONDAY - DAY - SHIFT },
          { from: MONDAY + 7 * DAY, to: MONDAY + 7 * DAY + HOUR },
        ],
      },
      less: NOTHING,
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

  it('reads what goes on, and all that comes after, from rows', () => {
    const now = START + 2 * DAY + 7.5 * HOUR;
    const { sums, rows } = planReading({ from: START, to: START + 40 * DAY, ...CLEAN, now, since: ALL });
    expect(sums.hour).toEqual([{ from: START + 2 * DAY + SHIFT, to: START + 2 * DAY + 7 * HOUR }]);
    expect(rows).toEqual([{ from: START + 2 * DAY + 7 * HOUR, to: START + 40 * DAY }]);
  });

  it('reads a window rather than its weeks and days, unless it reaches further or changed', () => {
    const windows = [7, 30].map((days) => ({ days, from: START + (30 - days) * DAY, to: START + 30 * DAY }));
    const time = { ...CLEAN, windows, since: ALL, from: START, to: START + 30 * DAY + SHIFT };
    expect(planReading(time)).toEqual({
      sums: { ...NOTHING, windows: [windows[1]], shift: [{ from: windows[1]!.to, to: time.to }] },
      less: NOTHING,
      rows: [],
    });
    const changed = { ...CLEAN.changed, hour: [START + DAY] };
    expect(planReading({ ...time, changed }).sums.windows).toEqual([windows[0]]);
    expect(planReading({ ...time, to: START + 30 * DAY - 1 }).sums.windows).toEqual([]);
  });

  it('takes off what weeks and windows reach beyond, where that is less to read', () => {
    const window = { days: 30, from: MONDAY + 30 * DAY, to: MONDAY + 60 * DAY };
    const time = { ...CLEAN, windows: [window], since: DAYS, from: MONDAY + 2 * DAY, to: MONDAY + 59 * DAY };
    expect(planReading({ ...time, mayTakeOff: true })).toEqual({
      sums: {
        ...NOTHING,
        windows: [window],
        week: [{ from: MONDAY, to: MONDAY + 28 * DAY }],
        day: [{ from: MONDAY + 28 * DAY, to: MONDAY + 30 * DAY }],
      },
      less: {
        ...NOTHING,
        day: [
          { from: MONDAY, to: MONDAY + 2 * DAY },
          { from: MONDAY + 59 * DAY, to: MONDAY + 60 * DAY },
        ],
      },
      rows: [],
    });
    expect(planReading({ ...time, mayTakeOff: false })).toEqual({
      sums: {
        ...NOTHING,
        week: [{ from: MONDAY + 7 * DAY, to: MONDAY + 56 * DAY }],
        day: [
          { from: MONDAY + 2 * DAY, to: MONDAY + 7 * DAY },
          { from: MONDAY + 56 * DAY, to: MONDAY + 59 * DAY },
        ],
      },
      less: NOTHING,
      rows: [],
    });
  });

  it('does without hours where these leave too many gaps', () => {
    const hour = Array.from({ length: 1_000 }, (_none, n) => START + 2 * n * HOUR);
    const time = { ...CLEAN, from: START, to: START + 100 * DAY, changed: { ...CLEAN.changed, hour } };
    const plan = planReading({ ...time, since: ALL });
    expect(plan.sums.hour).toEqual([]);
    expect(plan.rows.length).toBe(1);
  });
});
