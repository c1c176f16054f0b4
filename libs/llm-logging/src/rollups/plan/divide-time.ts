import { halfHoursOf, LENGTHS, WITHIN, type Period } from '../schema/periods.js';
import { DAY_MS, HOUR_MS, startOf } from '../../storage/periods.js';
import type { Window } from '../schema/windows.js';
import type { TimeRange } from './question.js';
import { coverDays, type DaySums } from './cover-days.js';

const WITHIN_DAYS = ['shift', 'hour', 'half_hour'] as const;
const NOON = DAY_MS / 2;

/** Starts of the periods of which the sums do not say what the rows do. */
export type Changes = Readonly<Record<Period, readonly number[]>>;

/** Whether there are sums of the period of a start, once it is over and unless it changed. */
export type IsSummed = (period: Period, start: number) => boolean;

export interface PlannedTime extends TimeRange {
  readonly now: number;
  readonly changed: Changes;
  /** Ascending: calls are told apart by the two that they are between. */
  readonly boundaries: readonly number[];
  readonly isSummed: IsSummed;
  readonly windows: readonly Window[];
  /** Whether what sums reach beyond a time or a boundary may be taken off again. */
  readonly mayTakeOff: boolean;
}

/** Sums of periods and of windows, and times whose rows are read. */
export type ReadParts = Readonly<Record<Period | 'rows', readonly TimeRange[]> & Record<'windows', readonly Window[]>>;

/**
 * Where each part of a time is read. Days that a boundary lies in count where their noon is, as does what is taken off; see
 * {@link noonBoundaries}. What is moved is taken off there, and added where it belongs.
 */
export type ReadPlan = Readonly<Record<'added' | 'takenOff' | 'moved', ReadParts>>;

/** For boundaries the midnights (UTC) that lie between the same noons. */
export function noonBoundaries(boundaries: readonly number[]): number[] {
  return boundaries.map((boundary) => Math.ceil((boundary - NOON) / DAY_MS) * DAY_MS);
}

/** Divides a time so that it is read from as few sums as can be, and from rows where there are none. */
export function planReading(time: PlannedTime): ReadPlan {
  const hasSums = sumsKnown(time);
  const edges = edgesByDay(time);
  const days: TimeRange[] = [];
  const [added, takenOff, moved] = [new PartsOfDays(hasSums), new PartsOfDays(hasSums), new PartsOfDays(hasSums)];
  for (let at = time.from; at < time.to;) {
    const day = startOf(at, DAY_MS);
    const end = day + DAY_MS;
    const beyond = hasSums('day', day) ? beyondNoon(day, edges.get(day), time) : undefined;
    if (beyond === undefined) added.add(at, Math.min(end, time.to));
    else {
      extend(days, day, end);
      const isAskedFor = beyond.from >= time.from && beyond.to <= time.to;
      (isAskedFor ? moved : takenOff).add(beyond.from, beyond.to);
    }
    at = end;
  }
  const [covers, less] = coversOf(days, time, hasSums);
  return {
    added: { ...covers, ...added.parts },
    takenOff: { ...less, ...takenOff.parts },
    moved: { windows: [], week: [], day: [], ...moved.parts },
  };
}

/** Where days are cut: at boundaries, and where the time begins or ends. */
function edgesByDay({ from, boundaries, to }: PlannedTime): Map<number, Set<number>> {
  const days = new Map<number, Set<number>>();
  for (const edge of [from, ...boundaries, to]) {
    const day = startOf(edge, DAY_MS);
    if (edge > day) days.set(day, (days.get(day) ?? new Set()).add(edge));
  }
  return days;
}

/** What to take off from a day so that all that is left is where its noon is, which may be nothing. Undefined where it is better read in parts. */
function beyondNoon(
  day: number,
  edges: ReadonlySet<number> = new Set(),
  { from, to, mayTakeOff }: PlannedTime,
): TimeRange | undefined {
  const [noon, end] = [day + NOON, day + DAY_MS];
  const [edge, ...others] = edges;
  if (edge === undefined) return { from: end, to: end };
  if (!mayTakeOff || others.length > 0 || noon < from || noon >= to) return undefined;
  return noon < edge ? { from: edge, to: end } : { from: day, to: edge };
}

/** Parts of days, which are read from shifts, from hours and their halves, and from rows. */
class PartsOfDays {
  readonly parts: Record<(typeof WITHIN_DAYS)[number] | 'rows', TimeRange[]> = {
    shift: [],
    hour: [],
    half_hour: [],
    rows: [],
  };
  readonly #hasSums: IsSummed;

  constructor(hasSums: IsSummed) {
    this.#hasSums = hasSums;
  }

  add(from: number, to: number): void {
    for (let at = from; at < to;) {
      const whole = WITHIN_DAYS.find((period) => at + LENGTHS[period] <= to && this.#hasSums(period, at));
      const end = startOf(at, LENGTHS[whole ?? 'half_hour']) + LENGTHS[whole ?? 'half_hour'];
      at = extend(this.parts[whole ?? 'rows'], at, Math.min(end, to));
    }
  }
}

/** Which periods can be read from sums, as these are over, and nothing changed in them since. Days may have boundaries in them. */
function sumsKnown({ now, changed, boundaries, isSummed }: PlannedTime): IsSummed {
  const without = (period: Period, bounds: readonly number[]): Set<number> => {
    const length = LENGTHS[period];
    const changes = [period, ...WITHIN[period]].flatMap((each) => changed[each]);
    const crossed = bounds.filter((time) => startOf(time, length) !== time);
    return new Set([...changes, ...crossed].map((time) => startOf(time, length)));
  };
  const gaps: Record<Period, Set<number>> = {
    week: without('week', noonBoundaries(boundaries)),
    day: without('day', []),
    shift: without('shift', boundaries),
    hour: without('hour', boundaries),
    half_hour: new Set([...without('half_hour', boundaries), ...changed.hour.flatMap(halfHoursOf)]),
  };
  return (period, start) =>
    startOf(start, LENGTHS[period]) === start &&
    start + LENGTHS[period] <= now &&
    !gaps[period].has(start) &&
    isSummed(period, start) &&
    (period !== 'half_hour' || halfHoursOf(startOf(start, HOUR_MS)).length > 0);
}

type Covers = Pick<ReadParts, 'windows' | 'week' | 'day'>;

/** What is added, and what is taken off. */
function coversOf(runs: readonly TimeRange[], time: PlannedTime, hasSums: IsSummed): [added: Covers, takenOff: Covers] {
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
  const covers = (isLess: boolean): Covers => {
    const found = { windows: [] as Window[], week: [] as TimeRange[], day: [] as TimeRange[] };
    for (const { of, range } of parts.filter((part) => part.isLess === isLess))
      if (of === 'week' || of === 'day') extend(found[of], range.from, range.to);
      else found.windows.push(of);
    return found;
  };
  return [covers(false), covers(true)];
}

/** Adds a range to others, one with the last where it begins at that one's end. @returns its end. */
export function extend(ranges: TimeRange[], from: number, to: number): number {
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
