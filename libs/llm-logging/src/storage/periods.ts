export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

/** 1970 began on a Thursday. */
const FIRST_MONDAY = 4 * DAY_MS;

/** Start of the hour, the shift, the day or the week of a time. */
export function startOf(time: number, length: number): number {
  const offset = length === WEEK_MS ? FIRST_MONDAY : 0;
  return Math.floor((time - offset) / length) * length + offset;
}
