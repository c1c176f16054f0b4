import { LlmQueryError } from '../../errors.js';
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

/** PostgreSQL knows where days begin, daylight saving and half-hour zones included. Hours are counted, not read off a clock, so that each is one. */
const BOUNDARIES: Readonly<Record<'hour' | 'longer', string>> = {
  hour: `SELECT DISTINCT date_trunc('hour', step, $4) AS boundary
FROM generate_series(date_trunc($1, $2::timestamptz, $4), $3::timestamptz + interval '1 hour', interval '30 minutes') AS step ORDER BY 1`,
  longer: `SELECT step AT TIME ZONE $4 AS boundary
FROM generate_series(date_trunc($1, $2::timestamptz AT TIME ZONE $4), ($3::timestamptz AT TIME ZONE $4) + ('1 ' || $1)::interval, ('1 ' || $1)::interval) AS step ORDER BY 1`,
};

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
  const rows = await query<{ boundary: Date }>(BOUNDARIES[interval === 'hour' ? 'hour' : 'longer'], [
    interval,
    new Date(from),
    new Date(to),
    timeZone,
  ]);
  const boundaries = rows.map(({ boundary }) => boundary);
  return boundaries.slice(0, boundaries.findIndex((boundary) => boundary.getTime() >= to) + 1);
}

function checkTimeZone(timeZone: unknown): void {
  // Offsets such as +05:30 mean the opposite to PostgreSQL.
  if (typeof timeZone !== 'string' || !/^[A-Za-z]/.test(timeZone) || !isTimeZone(timeZone))
    throw new LlmQueryError('timeZone', 'must be the IANA name of a time zone, such as Europe/Berlin or UTC');
}

function isTimeZone(timeZone: string): boolean {
  if (timeZone === 'UTC') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
