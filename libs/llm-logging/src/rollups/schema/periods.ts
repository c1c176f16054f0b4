import { DAY_MS, HOUR_MS, WEEK_MS } from '../../storage/periods.js';

/** What calls are summed by, UTC: shifts are quarters of a day, weeks begin on Monday. Of half hours see {@link halfHoursOf}. */
export type Period = 'half_hour' | 'hour' | 'shift' | 'day' | 'week';

export const LENGTHS: Readonly<Record<Period, number>> = {
  half_hour: HOUR_MS / 2,
  hour: HOUR_MS,
  shift: 6 * HOUR_MS,
  day: DAY_MS,
  week: WEEK_MS,
};

export const PERIODS = Object.keys(LENGTHS) as readonly Period[];

export function ofEachPeriod<T>(of: (period: Period) => T): Record<Period, T> {
  return Object.fromEntries(PERIODS.map((period) => [period, of(period)])) as Record<Period, T>;
}

/** The shorter periods of which one is not what its calls are while one of these is to be summed. */
export const WITHIN: Readonly<Record<Period, readonly Period[]>> = {
  half_hour: [],
  hour: [],
  shift: ['hour'],
  day: ['hour'],
  week: ['hour', 'day'],
};

/** Hours (UTC) within which days begin: in Adelaide and Darwin, in Kolkata and Colombo, in Tehran. */
const HALVED = [13, 14, 18, 20];

/** Starts of the halves of an hour; none where no days begin between them. */
export function halfHoursOf(hour: number): number[] {
  const isHalved = HALVED.includes(new Date(hour).getUTCHours());
  return isHalved ? [hour, hour + LENGTHS.half_hour] : [];
}
