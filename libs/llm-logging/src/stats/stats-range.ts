import { LlmQueryError } from '../llm-logging.errors.js';
import { dateOf, type LlmCallFilters } from '../storage/call-filters.js';

const DEFAULT_DAYS = 30;
const MAX_DAYS = 3_660;
const DAY_MS = 86_400_000;

/** The time that an answer covers: the last `days` (1 to 3660, default 30), or from `startDate` until before `endDate`. */
export interface StatsRange {
  days?: number;
  startDate?: Date | string;
  endDate?: Date | string;
}

/** @throws LlmQueryError */
export function rangeOf({ days, startDate, endDate }: StatsRange): Pick<LlmCallFilters, 'startDate' | 'endDate'> {
  if (startDate === undefined && endDate === undefined) return { startDate: daysBefore(new Date(), days) };
  if (days !== undefined && startDate !== undefined)
    throw new LlmQueryError('days', 'cannot be given together with startDate');
  const end = endDate === undefined ? undefined : dateOf('endDate', endDate);
  const start = startDate === undefined ? daysBefore(end ?? new Date(), days) : dateOf('startDate', startDate);
  if (end !== undefined && start >= end) throw new LlmQueryError('endDate', 'must be later than startDate');
  return { startDate: start, endDate: end };
}

function daysBefore(end: Date, days: number = DEFAULT_DAYS): Date {
  if (!Number.isFinite(days) || days <= 0 || days > MAX_DAYS)
    throw new LlmQueryError('days', `must be a number from 1 to ${MAX_DAYS}`);
  return new Date(end.getTime() - days * DAY_MS);
}
