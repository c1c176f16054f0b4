import { HOUR_MS } from '../../storage/periods.js';
import type { PeriodBounds } from '../../storage/zoned-periods.js';
import { daysOfHour, PERIODS, type Calendar, type Period } from '../schema/periods.js';
import type { TimeRange } from './question.js';

/** Starts of the periods whose rollups are not what their rows are. */
export type Changes = Readonly<Record<Period, readonly number[]>>;

export interface PlannedTime extends TimeRange {
  readonly now: number;
  readonly calendar: Calendar;
  readonly changed: Changes;
  /** Ascending: calls are grouped by the two that they are between. */
  readonly boundaries: readonly number[];
  /** Whether there are rollups of the period of a start, once it is over and unless it changed. */
  readonly isRolledUp: (period: Period, start: number) => boolean;
}

/** Periods that are read from rollups, each of them, and times whose rows are read. */
export type ReadPlan = Readonly<Record<Period | 'rows', readonly TimeRange[]>>;

/** Divides a time so that it is read from as few rollups as can be, and from rows where there are none. */
export function divideTime(time: PlannedTime): ReadPlan {
  const { calendar, from, to } = time;
  const isUsable = usablePeriods(time);
  const plan: Record<Period | 'rows', TimeRange[]> = { week: [], day: [], hour: [], rows: [] };
  for (let at = from; at < to;) {
    const longest = LONGEST_FIRST.find((period) => isUsable(period, at));
    if (longest === undefined) {
      at = extend(plan.rows, at, Math.min(calendar.at('hour', at).end, calendar.at('day', at).end, to));
    } else {
      const { end } = calendar.at(longest, at);
      plan[longest].push({ from: at, to: end });
      at = end;
    }
  }
  return plan;
}

const LONGEST_FIRST = [...PERIODS].reverse();

/** Which periods can be read from rollups, as these are over, within the time, not cut by a boundary, and nothing changed in them since. */
function usablePeriods(time: PlannedTime): (period: Period, start: number) => boolean {
  const { calendar, now, to, isRolledUp } = time;
  const spoilt = spoiltPeriods(time);
  const isWhole = (period: Period, { start, end }: PeriodBounds): boolean =>
    end <= now && end <= to && !spoilt[period].has(start) && isRolledUp(period, start);
  return (period, start) => {
    const bounds = calendar.at(period, start);
    if (bounds.start !== start || !isWhole(period, bounds)) return false;
    if (period !== 'hour') return true;
    // An hour in which a day begins leaves that day to itself, where it can be read whole.
    const next = calendar.at('day', start).end;
    return next >= bounds.end || !isWhole('day', calendar.at('day', next));
  };
}

function spoiltPeriods({ calendar, changed, boundaries }: PlannedTime): Readonly<Record<Period, ReadonlySet<number>>> {
  const days = new Set([...changed.day, ...changed.hour.flatMap((hour) => daysOfHour(calendar, hour))]);
  const weeks = new Set([...changed.week, ...[...days].map((day) => calendar.at('week', day).start)]);
  const spoilt = { hour: new Set(changed.hour), day: days, week: weeks };
  for (const boundary of boundaries)
    for (const period of PERIODS) {
      const { start } = calendar.at(period, boundary);
      if (start !== boundary) spoilt[period].add(start);
    }
  return spoilt;
}

/** Adds a range to others, one with the last where it begins at that one's end. @returns its end. */
export function extend(ranges: TimeRange[], from: number, to: number): number {
  const last = ranges.at(-1);
  if (last?.to === from) ranges[ranges.length - 1] = { from: last.from, to };
  else ranges.push({ from, to });
  return to;
}

/** The whole hours that lie within ranges. */
export function wholeHours(ranges: readonly TimeRange[]): TimeRange[] {
  return ranges
    .map(({ from, to }) => ({ from: Math.ceil(from / HOUR_MS) * HOUR_MS, to: Math.floor(to / HOUR_MS) * HOUR_MS }))
    .filter(({ from, to }) => from < to);
}

/** The whole days that lie within ranges, as ranges. */
export function wholeDays(ranges: readonly TimeRange[], calendar: Calendar): TimeRange[] {
  return ranges
    .map(({ from, to }) => {
      const [first, last] = [calendar.at('day', from), calendar.at('day', to)];
      return { from: first.start === from ? from : first.end, to: last.start };
    })
    .filter(({ from, to }) => from < to);
}
