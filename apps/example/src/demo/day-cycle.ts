export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** How busy each hour (UTC) of a working day is: a lunch dip, an evening shoulder, quiet nights. */
const HOURS = [3, 2, 2, 2, 3, 6, 14, 30, 55, 78, 90, 88, 66, 74, 92, 95, 84, 64, 46, 38, 34, 26, 14, 6] as const;
const TOTAL = HOURS.reduce((sum, weight) => sum + weight, 0);
const WEEKEND_SHARE = 0.35;

/** How much of a working day's traffic a day (since 1970) has: 1970 began with a Thursday. */
export function shareOfDay(day: number): number {
  const weekday = (day + 4) % 7;
  return weekday === 0 || weekday === 6 ? WEEKEND_SHARE : 1;
}

/** When in the day, in ms, so much (0 to 1) of its traffic has come. */
export function timeInDay(position: number): number {
  let left = position * TOTAL;
  const hour = HOURS.findIndex((weight) => (left -= weight) < 0);
  if (hour === -1) return DAY_MS - 1;
  return Math.floor((hour + 1 + left / HOURS[hour]!) * HOUR_MS);
}
