import { HOUR_MS } from '../storage/changed-hours.js';
import { DAY_MS, startOf, WEEK_MS } from '../storage/sums/period.js';

/** More ranges than these take longer to plan than to read. */
const MAX_RANGES = 400;

/** Times in ms since 1970. */
export interface TimeRange {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

/** Periods of which the sums do not say what the rows do. */
export interface Changes {
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly weeks: readonly number[];
}

export interface PlannedTime extends TimeRange {
  readonly changed: Changes;
  /** Times that no sum may reach across. */
  readonly boundaries: readonly number[];
  readonly hasSums: boolean;
  /** There are sums of hours from this time on. */
  readonly hoursSince: number;
}

/** Where each part of a time is read: from sums of weeks, days or hours, or from rows. */
export interface ReadPlan {
  readonly weeks: readonly TimeRange[];
  readonly days: readonly TimeRange[];
  readonly hours: readonly TimeRange[];
  readonly rows: readonly TimeRange[];
}

/** Divides a time so that as much of it as can be is read from the longest sums. */
export function planReading(time: PlannedTime): ReadPlan {
  const plan = divide(time);
  return plan.rows.length <= MAX_RANGES ? plan : divide({ ...time, hoursSince: Infinity });
}

function divide({ from, to, changed, boundaries, hasSums, hoursSince }: PlannedTime): ReadPlan {
  const unusable = (length: number, ...changes: (readonly number[])[]): Set<number> =>
    new Set(
      [...changes.flat(), ...boundaries.filter((time) => startOf(time, length) !== time)].map((time) =>
        startOf(time, length),
      ),
    );
  const noHours = unusable(HOUR_MS, changed.hours);
  const noDays = unusable(DAY_MS, changed.hours, changed.days);
  const noWeeks = unusable(WEEK_MS, changed.hours, changed.days, changed.weeks);
  const plan = { weeks: [] as TimeRange[], days: [] as TimeRange[], hours: [] as TimeRange[], rows: [] as TimeRange[] };
  let at = from;
  while (at < to) {
    const whole = (length: number, without: ReadonlySet<number>): boolean =>
      startOf(at, length) === at && at + length <= to && !without.has(at);
    if (hasSums && whole(WEEK_MS, noWeeks)) at = extend(plan.weeks, at, at + WEEK_MS);
    else if (hasSums && whole(DAY_MS, noDays)) at = extend(plan.days, at, at + DAY_MS);
    else if (hasSums && at >= hoursSince && whole(HOUR_MS, noHours)) at = extend(plan.hours, at, at + HOUR_MS);
    else at = extend(plan.rows, at, Math.min(to, startOf(at, HOUR_MS) + HOUR_MS));
  }
  return plan;
}

function extend(ranges: TimeRange[], from: number, to: number): number {
  const last = ranges.at(-1);
  if (last?.to === from) ranges[ranges.length - 1] = { from: last.from, to };
  else ranges.push({ from, to });
  return to;
}

/** The whole periods of a length that lie within ranges, as ranges. */
export function wholePeriods(ranges: readonly TimeRange[], length: number): TimeRange[] {
  return ranges
    .map(({ from, to }) => ({ from: Math.ceil(from / length) * length, to: startOf(to, length) }))
    .filter(({ from, to }) => from < to);
}
