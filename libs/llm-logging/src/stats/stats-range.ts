import { LlmQueryError } from '../llm-logging.errors.js';
import { dateOf } from '../storage/call-filters.js';
import type { TimeRange } from './read-plan.js';

const DEFAULT_DAYS = 30;
const MAX_DAYS = 3_660;
const DAY_MS = 86_400_000;
/** Calls may be dated ahead, where clocks differ, but no further. */
const AHEAD_MS = 32 * DAY_MS;

/** The time that an answer covers: the last `days` (1 to 3660, default 30), or from `startDate` until before `endDate`. */
export interface StatsRange {
  days?: number;
  startDate?: Date | string;
  endDate?: Date | string;
}

/** Without an end the time reaches ahead of now. @throws LlmQueryError */
export function rangeOf({ days, startDate, endDate }: StatsRange): TimeRange {
  if (days !== undefined && startDate !== undefined)
    throw new LlmQueryError('days', 'cannot be given together with startDate');
  const now = Date.now();
  const end = endDate === undefined ? undefined : dateOf('endDate', endDate).getTime();
  const start = startDate === undefined ? daysBefore(end ?? now, days) : dateOf('startDate', startDate).getTime();
  if (end !== undefined && start >= end) throw new LlmQueryError('endDate', 'must be later than startDate');
  return { from: Math.max(start, 0), to: Math.min(end ?? Infinity, now + AHEAD_MS) };
}

function daysBefore(end: number, days: number = DEFAULT_DAYS): number {
  if (!Number.isFinite(days) || days <= 0 || days > MAX_DAYS)
    throw new LlmQueryError('days', `must be a number from 1 to ${MAX_DAYS}`);
  return end - days * DAY_MS;
}
