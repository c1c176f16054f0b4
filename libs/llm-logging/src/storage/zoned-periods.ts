import { DAY_MS, HOUR_MS, WEEK_MS } from './periods.js';

/** A period of a zone's calendar; weeks begin on Monday. */
type ZonedPeriod = 'hour' | 'day' | 'week' | 'month';

/** In ms since 1970. */
export interface PeriodBounds {
  readonly start: number;
  /** Start of the next. */
  readonly end: number;
}

/** Of the days of ten years, several zones. */
const MAX_STARTS = 50_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const starts = new Map<string, number>();

/**
 * The period that a time lies in. Days begin with the first moment that has their date in the zone, so they last 23 to 25 hours where
 * clocks change, and one follows the other without gap.
 */
export function periodAt(period: ZonedPeriod, timeZone: string, at: number): PeriodBounds {
  if (period === 'hour') return hourAt(timeZone, at);
  const [first, next] = datesOf(period, dateAt(timeZone, at));
  return { start: startOfDate(timeZone, first), end: startOfDate(timeZone, next) };
}

/** A clock may change by half an hour: the hour is cut there. */
function hourAt(timeZone: string, at: number): PeriodBounds {
  const { offset } = localTime(timeZone, at);
  const start = at - modulo(at + offset, HOUR_MS);
  const hasOffset = (time: number): boolean => localTime(timeZone, time).offset === offset;
  const begins = hasOffset(start) ? start : firstFrom(start, at, hasOffset);
  const end = start + HOUR_MS;
  return { start: begins, end: hasOffset(end - 1) ? end : firstFrom(at, end, (time) => !hasOffset(time)) };
}

/** The first dates of the period and of the next one. Dates are days since 1970. */
function datesOf(period: 'day' | 'week' | 'month', date: number): [first: number, next: number] {
  if (period === 'day') return [date, date + 1];
  // 1970 began on a Thursday.
  if (period === 'week') return [date - modulo(date + 3, 7), date - modulo(date + 3, 7) + WEEK_MS / DAY_MS];
  const day = new Date(date * DAY_MS);
  const firstOf = (month: number): number => Date.UTC(day.getUTCFullYear(), month, 1) / DAY_MS;
  return [firstOf(day.getUTCMonth()), firstOf(day.getUTCMonth() + 1)];
}

/** No zone's date is further than the next one of UTC. */
function dateAt(timeZone: string, at: number): number {
  let date = Math.floor(at / DAY_MS) + 1;
  while (startOfDate(timeZone, date) > at) date -= 1;
  return date;
}

/** Looked up once for each day: asking `Intl` takes some microseconds. */
function startOfDate(timeZone: string, date: number): number {
  if (timeZone === 'UTC') return date * DAY_MS;
  const key = `${timeZone} ${date}`;
  let start = starts.get(key);
  if (start === undefined) {
    if (starts.size >= MAX_STARTS) starts.clear();
    starts.set(key, (start = findStartOfDate(timeZone, date)));
  }
  return start;
}

/** Mostly the offset of noon is that of midnight. No zone is as far as a day from UTC. */
function findStartOfDate(timeZone: string, date: number): number {
  const utc = date * DAY_MS;
  const guess = utc - localTime(timeZone, utc + DAY_MS / 2).offset;
  if (localTime(timeZone, guess).date >= date && localTime(timeZone, guess - 1).date < date) return guess;
  return firstFrom(utc - DAY_MS, utc + DAY_MS, (time) => localTime(timeZone, time).date >= date);
}

/** The first time after `from`, until `to`, for which it is true, where it stays so. */
function firstFrom(from: number, to: number, isTrue: (time: number) => boolean): number {
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isTrue(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The date in the zone, and what its clocks are ahead of UTC. */
function localTime(timeZone: string, at: number): { date: number; offset: number } {
  const parts = formatOf(timeZone).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)!.value);
  const midnight = Date.UTC(of('year'), of('month') - 1, of('day'));
  const time = (of('hour') * 60 + of('minute')) * 60_000 + of('second') * 1_000;
  return { date: midnight / DAY_MS, offset: midnight + time - Math.floor(at / 1_000) * 1_000 };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
