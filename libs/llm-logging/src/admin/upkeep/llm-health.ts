import type { LlmLoggingHealthReport } from '../../telemetry/health/llm-logging-health.js';

/** How the log of the process that answers does. */
export interface LlmHealth extends Omit<LlmLoggingHealthReport, 'journal' | 'lastError'> {
  /** Null where there is none, and for requests that are limited to a company. */
  journal: Omit<NonNullable<LlmLoggingHealthReport['journal']>, 'directory'> | null;
  /** Why the database did not take the last batch; null when it did, and for requests that are limited to a company. */
  lastError: string | null;
  /** Rollups that wait to be made again; null while the database is away. */
  rollups: { changedHours: number; oldestChangedHour: Date | null } | null;
}
