import { LlmQueryError } from '../../errors.js';
import { isTimeZone } from '../../options/time-zone.js';
import { periodAt } from '../../storage/zoned-periods.js';
import type { Query } from '../../storage/query.js';
import type { TimeRange } from '../../rollups/plan/question.js';

export const INTERVALS = ['hour', 'day', 'week', 'month'] as const;

export type Interval = (typeof INTERVALS)[number];

const LENGTH_MS: Readonly<Record<Interval, number>> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 30 * 86_400_000,
};
const MAX_PERIODS = 5_000;

/** Hours are counted, not read off a clock, so that each is one; half-hour zones have them in PostgreSQL. */
const HOURS = `SELECT DISTINCT date_trunc('hour', step, $1) AS boundary
FROM generate_series(date_trunc('hour', $2::timestamptz, $1), $3::timestamptz + interval '1 hour', interval '30 minutes') AS step ORDER BY 1`;

/**
 * Where the periods of a time begin, and where the last one ends.
 * @throws LlmQueryError
 */
export async function boundariesOf(
  query: Query,
  { from, to }: TimeRange,
  interval: Interval,
  timeZone: string,
): Promise<Date[]> {
  if (!INTERVALS.includes(interval)) throw new LlmQueryError('interval', `must be one of ${INTERVALS.join(', ')}`);
  if ((to - from) / LENGTH_MS[interval] > MAX_PERIODS)
    throw new LlmQueryError(
      'interval',
      `gives more than ${MAX_PERIODS} periods: ask for longer ones, or for a shorter time`,
    );
  checkTimeZone(timeZone);
  const boundaries =
    interval === 'hour' ? await hoursOf(query, { from, to }, timeZone) : startsOf(interval, timeZone, { from, to });
  return boundaries.slice(0, boundaries.findIndex((boundary) => boundary.getTime() >= to) + 1);
}

function startsOf(interval: Exclude<Interval, 'hour'>, timeZone: string, { from, to }: TimeRange): Date[] {
  const starts = [periodAt(interval, timeZone, from).start];
  while (starts.at(-1)! < to) starts.push(periodAt(interval, timeZone, starts.at(-1)!).end);
  return starts.map((start) => new Date(start));
}

async function hoursOf(query: Query, { from, to }: TimeRange, timeZone: string): Promise<Date[]> {
  const rows = await query<{ boundary: Date }>(HOURS, [timeZone, new Date(from), new Date(to)]);
  return rows.map(({ boundary }) => boundary);
}

function checkTimeZone(timeZone: unknown): void {
  if (!isTimeZone(timeZone))
    throw new LlmQueryError('timeZone', 'must be the IANA name of a time zone, such as Europe/Berlin or UTC');
}
