import { DAY_MS, HOUR_MS } from '../../storage/periods.js';
import { periodAt, type PeriodBounds } from '../../storage/zoned-periods.js';

/** What calls are rolled up by: hours of UTC, days and weeks (from Monday) of the reporting time zone. */
export type Period = 'hour' | 'day' | 'week';

/** The longest last. */
export const PERIODS: readonly Period[] = ['hour', 'day', 'week'];

export function ofEachPeriod<T>(of: (period: Period) => T): Record<Period, T> {
  return { hour: of('hour'), day: of('day'), week: of('week') };
}

/** From when on days are those of a zone: 0 for the first one. */
interface ZoneSince {
  readonly since: number;
  readonly timeZone: string;
}

/**
 * Where the periods begin and end. The zone may have changed once: a day or week that this cuts ends there, and the next one begins. So every
 * time lies in one day and in one week, and each week consists of whole days.
 */
export class Calendar {
  readonly #last: Partial<Record<Period, PeriodBounds>> = {};

  /** @param zones the first one first. */
  constructor(readonly zones: readonly ZoneSince[]) {}

  /** The zone of days that are to come. */
  get timeZone(): string {
    return this.zones.at(-1)!.timeZone;
  }

  at(period: Period, time: number): PeriodBounds {
    const last = this.#last[period];
    if (last !== undefined && last.start <= time && time < last.end) return last;
    return (this.#last[period] = this.#boundsOf(period, time));
  }

  /** Of users and tags, hourly rollups answer for today and yesterday. */
  userHoursReadSince(now: number): number {
    return this.#dayBefore(this.at('day', now).start);
  }

  /** And are kept a day longer, as the clocks of several instances differ. */
  userHoursKeptSince(now: number): number {
    return this.#dayBefore(this.userHoursReadSince(now));
  }

  #dayBefore(start: number): number {
    return this.at('day', start - 1).start;
  }

  #boundsOf(period: Period, time: number): PeriodBounds {
    if (period === 'hour') {
      const start = Math.floor(time / HOUR_MS) * HOUR_MS;
      return { start, end: start + HOUR_MS };
    }
    const index = this.zones.findLastIndex(({ since }) => since <= time);
    const { since, timeZone } = this.zones[Math.max(index, 0)]!;
    const until = this.zones[Math.max(index, 0) + 1]?.since ?? Infinity;
    const { start, end } = periodAt(period, timeZone, time);
    return { start: index > 0 ? Math.max(start, since) : start, end: Math.min(end, until) };
  }
}

/** The days that an hour has calls of: two where a day begins within it. */
export function daysOfHour(calendar: Calendar, hour: number): number[] {
  return [...new Set([hour, hour + HOUR_MS - 1].map((time) => calendar.at('day', time).start))];
}

/** Periods that begin within a time. */
export function* periodsFrom(calendar: Calendar, period: Period, from: number, to: number): Generator<PeriodBounds> {
  let bounds = calendar.at(period, from);
  if (bounds.start < from) bounds = calendar.at(period, bounds.end);
  for (; bounds.start < to; bounds = calendar.at(period, bounds.end)) yield bounds;
}

/** Whether a day consists of whole hours: so it does not where the zone is half an hour, or three quarters, away from UTC. */
export function isOfWholeHours({ start, end }: PeriodBounds): boolean {
  return start % HOUR_MS === 0 && end % HOUR_MS === 0;
}

/** Hours that have rollups of users and tags, in any zone, began within this time. */
export const RECENT_MS = 4 * DAY_MS;
