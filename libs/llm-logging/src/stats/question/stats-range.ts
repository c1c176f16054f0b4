import { LlmQueryError } from '../../errors.js';
import type { TimeRange } from '../../rollups/plan/question.js';
import { dateOf } from '../../storage/filters/call-filters.js';
import { periodAt } from '../../storage/zoned-periods.js';

const DEFAULT_DAYS = 30;
const MAX_DAYS = 3_660;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Calls may be dated ahead, where clocks differ, but no further. */
const AHEAD_MS = 32 * DAY_MS;

/**
 * The time that an answer covers: from `startDate` until before `endDate`, or the last `days` (up to 3660, default 30). These begin
 * with the day of the reporting time zone (option `timeZone`, default UTC) that was so many days ago, a single one with the hour.
 */
export interface StatsRange {
  days?: number;
  startDate?: Date | string;
  endDate?: Date | string;
}

/** Without an end the time reaches ahead of now. @throws LlmQueryError */
export function rangeOf({ days, startDate, endDate }: StatsRange, timeZone = 'UTC'): TimeRange {
  if (days !== undefined && startDate !== undefined)
    throw new LlmQueryError('days', 'cannot be given together with startDate');
  const now = Date.now();
  const end = endDate === undefined ? undefined : dateOf('endDate', endDate).getTime();
  const start =
    startDate === undefined ? daysBefore(end ?? now, timeZone, days) : dateOf('startDate', startDate).getTime();
  if (end !== undefined && start >= end) throw new LlmQueryError('endDate', 'must be later than startDate');
  return { from: Math.max(start, 0), to: Math.min(end ?? Infinity, now + AHEAD_MS) };
}

function daysBefore(end: number, timeZone: string, days: number = DEFAULT_DAYS): number {
  if (!Number.isFinite(days) || days <= 0 || days > MAX_DAYS)
    throw new LlmQueryError('days', `must be a number from 1 to ${MAX_DAYS}`);
  const start = end - days * DAY_MS;
  // So that no calls have to be read one by one for a part of a day.
  return days < 2 ? start - (start % HOUR_MS) : periodAt('day', timeZone, Math.max(start, 0)).start;
}
