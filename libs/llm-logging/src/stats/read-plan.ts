import { HOUR_MS } from '../storage/changed-hours.js';

const DAY_MS = 24 * HOUR_MS;
/** More ranges than these take longer to plan than to read. */
const MAX_RANGES = 400;

/** Times in ms since 1970. */
export interface TimeRange {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

export interface PlannedTime extends TimeRange {
  /** Periods of which the sums do not say what the rows do. */
  readonly changedHours: readonly number[];
  readonly changedDays: readonly number[];
  /** Times that no sum may reach across. */
  readonly boundaries: readonly number[];
  /** Which sums there are. */
  readonly hasHours: boolean;
  readonly hasDays: boolean;
}

/** Where each part of a time is read: from sums of days, sums of hours, or rows. */
export interface ReadPlan {
  readonly days: readonly TimeRange[];
  readonly hours: readonly TimeRange[];
  readonly rows: readonly TimeRange[];
}

/** Divides a time so that as much of it as can be is read from the longest sums. */
export function planReading(time: PlannedTime): ReadPlan {
  const plan = divide(time);
  return plan.rows.length <= MAX_RANGES ? plan : divide({ ...time, hasHours: false });
}

function divide({ from, to, changedHours, changedDays, boundaries, hasHours, hasDays }: PlannedTime): ReadPlan {
  const noHours = new Set([...changedHours, ...boundaries.filter(isWithin(HOUR_MS)).map(startOf(HOUR_MS))]);
  const noDays = new Set([
    ...changedDays,
    ...changedHours.map(startOf(DAY_MS)),
    ...boundaries.filter(isWithin(DAY_MS)).map(startOf(DAY_MS)),
  ]);
  const plan = { days: [] as TimeRange[], hours: [] as TimeRange[], rows: [] as TimeRange[] };
  let at = from;
  while (at < to) {
    const whole = (length: number): boolean => at % length === 0 && at + length <= to;
    if (hasDays && whole(DAY_MS) && !noDays.has(at)) at = extend(plan.days, at, at + DAY_MS);
    else if (hasHours && whole(HOUR_MS) && !noHours.has(at)) at = extend(plan.hours, at, at + HOUR_MS);
    else at = extend(plan.rows, at, Math.min(to, startOf(HOUR_MS)(at) + HOUR_MS));
  }
  return plan;
}

function extend(ranges: TimeRange[], from: number, to: number): number {
  const last = ranges.at(-1);
  if (last?.to === from) ranges[ranges.length - 1] = { from: last.from, to };
  else ranges.push({ from, to });
  return to;
}

function isWithin(length: number): (time: number) => boolean {
  return (time) => time % length !== 0;
}

function startOf(length: number): (time: number) => number {
  return (time) => Math.floor(time / length) * length;
}

/** The whole periods of a length that lie within ranges, as ranges. */
export function wholePeriods(ranges: readonly TimeRange[], length: number): TimeRange[] {
  return ranges
    .map(({ from, to }) => ({ from: Math.ceil(from / length) * length, to: startOf(length)(to) }))
    .filter(({ from, to }) => from < to);
}
