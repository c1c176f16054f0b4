import { LENGTHS, startOf, WITHIN, type Period } from '../../storage/sums/period.js';
import type { Window } from '../../storage/sums/windows.js';
import type { TimeRange } from '../question/stats-range.js';
import { coverDays, type DaySums } from './cover-days.js';

/** More ranges than these take longer to plan than to read. */
const MAX_RANGES = 400;

const WITHIN_WEEKS = ['day', 'shift', 'hour'] as const;

/** Starts of the periods of which the sums do not say what the rows do. */
export type Changes = Readonly<Record<Period, readonly number[]>>;

/** From when on there are sums of periods; infinity where there are none. */
export type SummedSince = Readonly<Record<Period, number>>;

export interface PlannedTime extends TimeRange {
  readonly now: number;
  readonly changed: Changes;
  /** Times that no sum may reach across. */
  readonly boundaries: readonly number[];
  readonly since: SummedSince;
  readonly windows: readonly Window[];
  /** Whether sums of days before and after may be taken off from those that reach there. */
  readonly mayTakeOff: boolean;
}

/** Sums of periods and of windows. */
export interface SumsPlan extends Readonly<Record<Period, readonly TimeRange[]>> {
  readonly windows: readonly Window[];
}

/** Where each part of a time is read: sums are added up, some are taken off again, and rows fill the gaps. */
export interface ReadPlan {
  readonly sums: SumsPlan;
  readonly less: SumsPlan;
  readonly rows: readonly TimeRange[];
}

/** Divides a time so that it is read from as few sums as can be, and from rows where there are none. */
export function planReading(time: PlannedTime): ReadPlan {
  const plan = divide(time);
  if (plan.rows.length <= MAX_RANGES) return plan;
  return divide({ ...time, since: { ...time.since, shift: Infinity, hour: Infinity } });
}

function divide(time: PlannedTime): ReadPlan {
  const hasSums = sumsKnown(time);
  const within: Record<(typeof WITHIN_WEEKS)[number], TimeRange[]> = { day: [], shift: [], hour: [] };
  const rows: TimeRange[] = [];
  for (let at = time.from; at < time.to;) {
    const whole = WITHIN_WEEKS.find((period) => at + LENGTHS[period] <= time.to && hasSums(period, at));
    if (whole !== undefined) at = extend(within[whole], at, at + LENGTHS[whole]);
    else at = extend(rows, at, Math.min(time.to, startOf(at, LENGTHS.hour) + LENGTHS.hour));
  }
  const { day, shift, hour } = within;
  const [sums, less] = coversOf(day, time, hasSums);
  return { sums: { ...sums, shift, hour }, less, rows };
}

type HasSums = (period: Period, start: number) => boolean;

/** Which periods can be read from sums, as these are over, and nothing changed in them since. */
function sumsKnown({ now, changed, boundaries, since }: PlannedTime): HasSums {
  const without = (period: Period): Set<number> => {
    const length = LENGTHS[period];
    const changes = [period, ...WITHIN[period]].flatMap((each) => changed[each]);
    const crossed = boundaries.filter((time) => startOf(time, length) !== time);
    return new Set([...changes, ...crossed].map((time) => startOf(time, length)));
  };
  const [week, day, shift, hour] = [without('week'), without('day'), without('shift'), without('hour')];
  const gaps: Record<Period, Set<number>> = { week, day, shift, hour };
  return (period, start) =>
    start >= since[period] &&
    startOf(start, LENGTHS[period]) === start &&
    start + LENGTHS[period] <= now &&
    !gaps[period].has(start);
}

/** What is added, and what is taken off. */
function coversOf(runs: readonly TimeRange[], time: PlannedTime, hasSums: HasSums): [sums: SumsPlan, less: SumsPlan] {
  const { changed, boundaries, windows, mayTakeOff } = time;
  const changes = [...changed.hour, ...changed.day];
  const usable = windows.filter((window) => !changes.some((at) => at >= window.from && at < window.to));
  const known: DaySums = {
    windows: boundaries.length > 0 ? [] : usable,
    hasDay: (start) => hasSums('day', start),
    hasWeek: (start) => hasSums('week', start),
    mayTakeOff: mayTakeOff && boundaries.length === 0,
  };
  const parts = runs.flatMap((days) => coverDays(days, known)).sort((a, b) => a.range.from - b.range.from);
  const planOf = (isLess: boolean): SumsPlan => {
    const plan = { week: [] as TimeRange[], day: [] as TimeRange[], shift: [], hour: [], windows: [] as Window[] };
    for (const { of, range } of parts.filter((part) => part.isLess === isLess))
      if (of === 'week' || of === 'day') extend(plan[of], range.from, range.to);
      else plan.windows.push(of);
    return plan;
  };
  return [planOf(false), planOf(true)];
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
