import { zoned } from '../view/zone.js';

/** One point in time of a chart: a period of which something was counted. */
export interface Period {
  /** ISO 8601. */
  start: string;
  end: string;
}

export type Interval = 'hour' | 'day' | 'week' | 'month';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Longest time that is shown by hours, by days and so on: a chart has room for some dozens of periods. */
const LONGEST: readonly [Interval, ms: number][] = [
  ['hour', 3 * DAY_MS],
  ['day', 93 * DAY_MS],
  ['week', 400 * DAY_MS],
];

/** How finely a time is divided. */
export function intervalOf(
  { startDate, endDate }: { startDate: string; endDate?: string },
  now = Date.now(),
): Interval {
  const length = (endDate === undefined ? now : Date.parse(endDate)) - Date.parse(startDate);
  return LONGEST.find(([, longest]) => length <= longest)?.[0] ?? 'month';
}

/** How finely periods are divided. The longest decides: those at the ends of a time and of daylight saving are shorter. */
export function intervalIn(periods: readonly Period[]): Interval {
  const longest = Math.max(0, ...periods.map(({ start, end }) => Date.parse(end) - Date.parse(start)));
  if (longest <= HOUR_MS) return 'hour';
  if (longest <= 25 * HOUR_MS) return 'day';
  return longest <= 8 * DAY_MS ? 'week' : 'month';
}

export function middleOf({ start, end }: Period): number {
  return (Date.parse(start) + Date.parse(end)) / 2;
}

const LOCALE = 'en-GB';
const FORMATS: Readonly<Record<Interval, (date: Date) => string>> = {
  hour: zoned(LOCALE, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }),
  day: zoned(LOCALE, { weekday: 'short', day: 'numeric', month: 'short' }),
  week: zoned(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' }),
  month: zoned(LOCALE, { month: 'long', year: 'numeric' }),
};

/** In the reporting zone: `Tue, 24 Nov, 14:00`, `Tue, 24 Nov`, `Week of 23 Nov 2026`, `November 2026` */
export function periodName(start: string, interval: Interval): string {
  const name = FORMATS[interval](new Date(start));
  return interval === 'week' ? `Week of ${name}` : name;
}
