import { LENGTHS, startOf, WITHIN, type Period } from '../../storage/sums/period.js';
import type { Window } from '../../storage/sums/windows.js';
import type { TimeRange } from '../question/stats-range.js';

/** More ranges than these take longer to plan than to read. */
const MAX_RANGES = 400;

/** Starts of the periods of which the sums do not say what the rows do. */
export type Changes = Readonly<Record<Period, readonly number[]>>;

/** From when on there are sums of periods; infinity where there are none. */
export type SummedSince = Readonly<Record<Period, number>>;

export interface PlannedTime extends TimeRange {
  readonly changed: Changes;
  /** Times that no sum may reach across. */
  readonly boundaries: readonly number[];
  readonly since: SummedSince;
  readonly windows: readonly Window[];
}

/** Where each part of a time is read: from sums of windows or periods, or from rows. */
export interface ReadPlan extends Readonly<Record<Period | 'rows', readonly TimeRange[]>> {
  readonly windows: readonly Window[];
}

const LONGEST_FIRST: readonly Period[] = ['week', 'day', 'shift', 'hour'];

/** Divides a time so that as much of it as can be is read from the longest sums. */
export function planReading(time: PlannedTime): ReadPlan {
  const plan = divide(time);
  if (plan.rows.length <= MAX_RANGES) return plan;
  return divide({ ...time, since: { ...time.since, shift: Infinity, hour: Infinity } });
}

function divide({ from, to, changed, boundaries, since, windows }: PlannedTime): ReadPlan {
  const unusable = (period: Period): Set<number> => {
    const length = LENGTHS[period];
    const changes = [period, ...WITHIN[period]].flatMap((each) => changed[each]);
    const crossed = boundaries.filter((time) => startOf(time, length) !== time);
    return new Set([...changes, ...crossed].map((time) => startOf(time, length)));
  };
  const periods = LONGEST_FIRST.map((name) => ({ name, length: LENGTHS[name], without: unusable(name) }));
  const changes = [...changed.hour, ...changed.day];
  const usable = windows.filter(
    (window) => boundaries.length === 0 && !changes.some((time) => time >= window.from && time < window.to),
  );
  const plan: Record<Period | 'rows', TimeRange[]> & { windows: Window[] } = {
    windows: [],
    week: [],
    day: [],
    shift: [],
    hour: [],
    rows: [],
  };
  let at = from;
  while (at < to) {
    const window = usable.find((each) => each.from === at && each.to <= to);
    const whole = periods.find(
      ({ name, length, without }) =>
        at >= since[name] && startOf(at, length) === at && at + length <= to && !without.has(at),
    );
    if (window !== undefined) {
      plan.windows.push(window);
      at = window.to;
    } else if (whole !== undefined) at = extend(plan[whole.name], at, at + whole.length);
    else at = extend(plan.rows, at, Math.min(to, startOf(at, LENGTHS.hour) + LENGTHS.hour));
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
