import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TimeRange } from './question.js';
import { halfHoursOf, LENGTHS, PERIODS, type Period } from '../schema/periods.js';
import { startOf } from '../../storage/periods.js';
import { noonBoundaries, planReading, wholePeriods, type IsSummed, type ReadParts } from './divide-time.js';

const HOUR = 3_600_000;
const SHIFT = 6 * HOUR;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);
const MONDAY = Date.UTC(2025, 11, 29);

const isDay = (period: Period): boolean => LENGTHS[period] >= DAY;
const ALL: IsSummed = () => true;
const NONE: IsSummed = () => false;
const DAYS: IsSummed = isDay;
const RECENT: IsSummed = (period, start) => isDay(period) || (period !== 'half_hour' && start >= START + 4 * DAY);
const EVERY_OTHER: IsSummed = (period, start) =>
  RECENT(period, start) || (period !== 'half_hour' && startOf(start, DAY) % (2 * DAY) === 0);

const NOTHING = { windows: [], week: [], day: [], shift: [], hour: [], half_hour: [], rows: [] };
const CLEAN = {
  changed: { half_hour: [], hour: [], shift: [], day: [], week: [] },
  boundaries: [],
  windows: [],
  now: START + 1_000 * DAY,
  mayTakeOff: false,
};

const isIn = (ranges: readonly TimeRange[], time: number) =>
  ranges.some((range) => time >= range.from && time < range.to);
const partsOf = (parts: ReadParts): TimeRange[] => Object.values(parts).flat();
const bucketOf = (time: number, boundaries: readonly number[]): number =>
  boundaries.filter((boundary) => boundary <= time).length;

/** The buckets that a moment is read for, of added parts or of those taken off. */
function bucketsOf(parts: ReadParts, moment: number, boundaries: readonly number[], isTakenOff: boolean): number[] {
  const noons = noonBoundaries(boundaries);
  return (Object.keys(NOTHING) as (keyof ReadParts)[]).flatMap((name) => {
    const length = name === 'week' ? 7 * DAY : DAY;
    const isOfDay = isTakenOff || name === 'week' || name === 'day';
    const bucket = isOfDay ? bucketOf(startOf(moment, length), noons) : bucketOf(moment, boundaries);
    // Two windows may both have it, less what is taken off.
    return parts[name].filter((range) => isIn([range], moment)).map(() => bucket);
  });
}

const moment = fc.nat(20 * DAY).map((ms) => START + ms);
const halfHour = fc.nat(960).map((half) => START + (half * HOUR) / 2);
const hours = fc.array(fc.nat(480).map((hour) => START + hour * HOUR));
const planned = fc.record({
  bounds: fc.tuple(moment, moment).filter(([a, b]) => a !== b),
  changed: fc.record({
    half_hour: fc.array(halfHour),
    hour: hours,
    shift: fc.array(fc.nat(80).map((shift) => START + shift * SHIFT)),
    day: fc.array(fc.nat(20).map((day) => START + day * DAY)),
    week: fc.array(fc.nat(2).map((week) => MONDAY + week * 7 * DAY)),
  }),
  boundaries: fc.array(fc.oneof(moment, halfHour), { maxLength: 10 }).map((times) => times.sort((a, b) => a - b)),
  windows: fc.array(
    fc
      .tuple(fc.nat(20), fc.constantFrom(7, 30))
      .map(([day, days]) => ({ days, from: START + day * DAY, to: START + (day + days) * DAY })),
    { maxLength: 4 },
  ),
  isSummed: fc.constantFrom(ALL, EVERY_OTHER, RECENT, DAYS, NONE),
  now: fc.nat(30 * DAY).map((ms) => START + ms),
  mayTakeOff: fc.boolean(),
});

describe('the plan of a reading', () => {
  it('reads every moment once, between its boundaries, and no change from sums', () => {
    fc.assert(
      fc.property(planned, ({ bounds, ...rest }) => {
        const { changed, boundaries, now, isSummed } = rest;
        const [from, to] = [Math.min(...bounds), Math.max(...bounds)];
        const { added, takenOff, moved } = planReading({ from, to, ...rest });
        const edges = [added, takenOff, moved].flatMap(partsOf).flatMap((range) => [range.from, range.to]);
        const bounded = [...boundaries, ...noonBoundaries(boundaries)];
        const times = [from, to, ...edges, ...bounded].sort((a, b) => a - b);
        // Between two neighbouring edges every moment is read in the same way.
        for (const [index, end] of times.slice(1).entries()) {
          if (end === times[index]) continue;
          const moment = (times[index]! + end) / 2;
          const left = [added, moved].flatMap((parts) => bucketsOf(parts, moment, boundaries, false));
          for (const bucket of [takenOff, moved].flatMap((parts) => bucketsOf(parts, moment, boundaries, true))) {
            expect(left).toContain(bucket);
            left.splice(left.indexOf(bucket), 1);
          }
          expect(left).toEqual(moment > from && moment < to ? [bucketOf(moment, boundaries)] : []);
        }

        const [days, hours] = [['windows', 'week', 'day'] as const, ['shift', 'hour', 'half_hour'] as const];
        for (const sums of [added, takenOff, moved]) {
          const ofDays = days.flatMap((name) => sums[name]);
          const all = [...ofDays, ...hours.flatMap((name) => sums[name])];
          for (const { to: end } of hours.flatMap((name) => sums[name])) expect(end).toBeLessThanOrEqual(now);
          for (const { to: end } of [...sums.week, ...sums.day]) expect(end).toBeLessThanOrEqual(now);
          for (const time of changed.hour) expect(isIn(all, time)).toBe(false);
          for (const time of changed.half_hour) expect(isIn(sums.half_hour, time)).toBe(false);
          for (const time of changed.hour) expect(isIn(sums.half_hour, time + HOUR / 2)).toBe(false);
          for (const time of changed.shift) expect(isIn(sums.shift, time)).toBe(false);
          for (const time of changed.day) expect(isIn(ofDays, time)).toBe(false);
          for (const time of changed.week) expect(isIn(sums.week, time)).toBe(false);
          for (const { from, to } of sums.half_hour)
            for (let at = from; at < to; at += HOUR / 2) expect(halfHoursOf(startOf(at, HOUR))).toContain(at);
          for (const period of PERIODS)
            for (const { from, to } of sums[period])
              for (let at = from; at < to; at += LENGTHS[period]) expect(isSummed(period, at)).toBe(true);
        }
        if (boundaries.length > 0) expect(added.windows).toEqual([]);
        expect(moved).toMatchObject({ windows: [], week: [], day: [] });
        if (!rest.mayTakeOff) expect([takenOff, moved]).toEqual([NOTHING, NOTHING]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads a day that a boundary lies in as one, and what is not where its noon is once more', () => {
    const berlin = [0, 1, 2].map((day) => START + day * DAY - HOUR);
    const time = { ...CLEAN, from: START - HOUR, to: START + 2 * DAY - HOUR, boundaries: berlin, isSummed: ALL };
    const evenings = [START + DAY - HOUR, START + 2 * DAY - HOUR].map((from) => ({ from, to: from + HOUR }));
    expect(planReading({ ...time, mayTakeOff: true })).toEqual({
      added: {
        ...NOTHING,
        day: [{ from: START, to: START + 2 * DAY }],
        hour: [{ from: START - HOUR, to: START }],
      },
      takenOff: { ...NOTHING, hour: evenings.slice(1) },
      moved: { ...NOTHING, hour: evenings.slice(0, 1) },
    });
    expect(noonBoundaries(berlin)).toEqual([START, START + DAY, START + 2 * DAY]);
    expect(noonBoundaries([START + DAY / 2, START + DAY / 2 + 1])).toEqual([START, START + DAY]);

    const { added, takenOff } = planReading({ ...time, mayTakeOff: false });
    expect(added).toMatchObject({ day: [], shift: [{ to: START + 18 * HOUR }, { from: START + DAY }] });
    expect(added.hour[1]).toEqual({ from: START + 18 * HOUR, to: START + DAY });
    expect(takenOff).toEqual(NOTHING);
  });

  it('reads an hour in halves where days of a zone begin within it', () => {
    const kolkata = [0, 1, 2].map((day) => START + day * DAY - 5.5 * HOUR);
    const time = { ...CLEAN, boundaries: kolkata, isSummed: ALL, mayTakeOff: true };
    const plan = planReading({ ...time, from: kolkata[0]!, to: kolkata[2]! });
    const evening = START + DAY - 5.5 * HOUR;
    expect(plan.moved).toEqual({
      ...NOTHING,
      half_hour: [{ from: evening, to: evening + HOUR / 2 }],
      hour: [{ from: evening + HOUR / 2, to: START + DAY }],
    });
    expect(plan.added.rows).toEqual([]);

    const kathmandu = kolkata.map((midnight) => midnight - HOUR / 4);
    const quarters = planReading({ ...time, boundaries: kathmandu, from: kathmandu[0]!, to: kathmandu[2]! });
    expect(quarters.moved.rows).toEqual([{ from: evening - HOUR / 4, to: evening }]);
    expect(quarters.moved.half_hour).toEqual(plan.moved.half_hour);
  });

  it('reads a clean time from weeks, days and shifts, its ends from hours and what is left from rows', () => {
    const [from, to] = [MONDAY - DAY - 7 * HOUR - 1, MONDAY + 7 * DAY + HOUR + 5];
    const plan = planReading({ from, to, ...CLEAN, isSummed: ALL });
    expect(plan).toEqual({
      added: {
        windows: [],
        week: [{ from: MONDAY, to: MONDAY + 7 * DAY }],
        day: [{ from: MONDAY - DAY, to: MONDAY }],
        shift: [{ from: MONDAY - DAY - SHIFT, to: MONDAY - DAY }],
        half_hour: [],
        hour: [
          { from: MONDAY - DAY - 7 * HOUR, to: MONDAY - DAY - SHIFT },
          { from: MONDAY + 7 * DAY, to: MONDAY + 7 * DAY + HOUR },
        ],
        rows: [
          { from, to: from + 1 },
          { from: to - 5, to },
        ],
      },
      takenOff: NOTHING,
      moved: NOTHING,
    });
    expect(wholePeriods(plan.added.rows, HOUR)).toEqual([]);
    expect(wholePeriods([{ from: START - 1, to: START + HOUR + 1 }], HOUR)).toEqual([
      { from: START, to: START + HOUR },
    ]);
  });

  it('reads what goes on, and all that comes after, from rows', () => {
    const now = START + 2 * DAY + 7.5 * HOUR;
    const { added } = planReading({ from: START, to: START + 40 * DAY, ...CLEAN, now, isSummed: ALL });
    expect(added.hour).toEqual([{ from: START + 2 * DAY + SHIFT, to: START + 2 * DAY + 7 * HOUR }]);
    expect(added.rows).toEqual([{ from: START + 2 * DAY + 7 * HOUR, to: START + 40 * DAY }]);
  });

  it('reads a window rather than its weeks and days, unless it reaches further or changed', () => {
    const windows = [7, 30].map((days) => ({ days, from: START + (30 - days) * DAY, to: START + 30 * DAY }));
    const time = { ...CLEAN, windows, isSummed: ALL, from: START, to: START + 30 * DAY + SHIFT };
    expect(planReading(time)).toMatchObject({
      added: { ...NOTHING, windows: [windows[1]], shift: [{ from: windows[1]!.to, to: time.to }] },
      takenOff: NOTHING,
    });
    const changed = { ...CLEAN.changed, hour: [START + DAY] };
    expect(planReading({ ...time, changed }).added.windows).toEqual([windows[0]]);
    expect(planReading({ ...time, to: START + 30 * DAY - 1 }).added.windows).toEqual([]);
  });

  it('takes off what weeks and windows reach beyond, where that is less to read', () => {
    const window = { days: 30, from: MONDAY + 30 * DAY, to: MONDAY + 60 * DAY };
    const time = { ...CLEAN, windows: [window], isSummed: DAYS, from: MONDAY + 2 * DAY, to: MONDAY + 59 * DAY };
    expect(planReading({ ...time, mayTakeOff: true })).toMatchObject({
      added: {
        ...NOTHING,
        windows: [window],
        week: [{ from: MONDAY, to: MONDAY + 28 * DAY }],
        day: [{ from: MONDAY + 28 * DAY, to: MONDAY + 30 * DAY }],
      },
      takenOff: {
        ...NOTHING,
        day: [
          { from: MONDAY, to: MONDAY + 2 * DAY },
          { from: MONDAY + 59 * DAY, to: MONDAY + 60 * DAY },
        ],
      },
    });
    expect(planReading({ ...time, mayTakeOff: false })).toMatchObject({
      added: {
        ...NOTHING,
        week: [{ from: MONDAY + 7 * DAY, to: MONDAY + 56 * DAY }],
        day: [
          { from: MONDAY + 2 * DAY, to: MONDAY + 7 * DAY },
          { from: MONDAY + 56 * DAY, to: MONDAY + 59 * DAY },
        ],
      },
      takenOff: NOTHING,
    });
  });
});
