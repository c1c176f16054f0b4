import type { StatsFilters } from './stats-filters.js';

export interface ErrorRatesQuery extends StatsFilters {
  /** Default `callType`. */
  groupBy?: 'callType' | 'model' | 'provider';
  /** Most frequent messages to name: 0 to 100, default 10. */
  messages?: number;
}

/** Of finished calls. */
export interface ErrorRate {
  totalCalls: number;
  /** Failed or timed out. */
  failedCalls: number;
  /** From 0 to 1; null without calls. */
  errorRate: number | null;
}

/** Messages that differ only in numbers, ids, addresses and quoted texts are one. */
export interface ErrorMessage {
  /** With `…` in place of what differs. */
  message: string;
  calls: number;
  errorType: string | null;
  errorCode: string | null;
  /** When the last of these calls started. */
  lastAt: Date;
  /** That call. */
  lastCallId: string;
}

export interface ErrorRates extends ErrorRate {
  /** Most failed calls first. */
  groups: (ErrorRate & { name: string })[];
  /** Most frequent first, of the newest 10,000 failed calls that are still stored. */
  messages: ErrorMessage[];
}
