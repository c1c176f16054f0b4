const DAY_MS = 86_400_000;

/** Days that whoever migrates at start, and then every hour, makes partitions ahead for. */
const DAYS_AHEAD = 7;

/** Days that those make partitions ahead for who come back in a year: `npx nestjs-llm-logging migrate`. */
export const YEAR_AHEAD = 366;

/** One time of each day from now on, to make partitions for. @param days how many days ahead, today not counted. */
export function timesAhead(days: number = DAYS_AHEAD, now = Date.now()): Date[] {
  return Array.from({ length: days + 1 }, (_none, day) => new Date(now + day * DAY_MS));
}
