export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

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

/** 1970 began on a Thursday. */
const FIRST_MONDAY = 4 * DAY_MS;

/** Start of the hour, the shift, the day or the week of a time. */
export function startOf(time: number, length: number): number {
  const offset = length === WEEK_MS ? FIRST_MONDAY : 0;
  return Math.floor((time - offset) / length) * length + offset;
}

/** Hours (UTC) within which days begin: in Adelaide and Darwin, in Kolkata and Colombo, in Tehran. */
const HALVED = [13, 14, 18, 20];

/** Starts of the halves of an hour; none where no days begin between them. */
export function halfHoursOf(hour: number): number[] {
  const isHalved = HALVED.includes(new Date(hour).getUTCHours());
  return isHalved ? [hour, hour + LENGTHS.half_hour] : [];
}
