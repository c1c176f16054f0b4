import type { LlmLoggingHealthReport } from '../telemetry/health/llm-logging-health.js';
import type { LlmBudgetRule } from '../storage/budgets/budget-rules.js';
import type { Profile } from '../stats/answers/profile.js';
import type { LlmCall } from '../storage/rows/llm-call.entity.js';
import type { Payloads } from './access/payloads.js';

/** What whoever asks can see and do here. */
export interface LlmAdminCapabilities {
  /** Of the package. */
  version: string;
  /** Prefix of the routes, without the application's own. */
  path: string;
  /** The company that the request is limited to; null for none. */
  companyId: string | null;
  /** `masked`: every text is null. */
  payloads: Payloads;
  /** Whether `POST calls/:id/replay` has a handler, which the masked may not use. */
  replay: boolean;
  /** Whether there is `GET live`. */
  live: boolean;
  /** IANA name of the zone in which days begin where a request names none. */
  timeZone: string;
}

/** What came of making a call again. */
export interface LlmReplay {
  /** The new call's id, where the handler's answer has one as `callId`. */
  callId: string | null;
  /** What the handler returned; null for nothing. */
  result: unknown;
}

/** Two calls beside each other. */
export interface LlmCallComparison {
  a: LlmCall;
  b: LlmCall;
  /** Names of the members in which they differ, apart from ids and times. */
  differences: string[];
}

/** A budget as it was defined. */
export interface LlmChangeableBudget extends LlmBudgetRule {
  /** Whether whoever asks may change and remove it: one limited to a company may only what such a request has defined. */
  mayChange: boolean;
}

/** One user, or one company. */
export interface LlmProfile extends Profile {
  /** Null in the profile of a company. */
  userId: string | null;
  /** The company, or the one that the request is limited to; null for none. */
  companyId: string | null;
}

/** How the log of the process that answers does. */
export interface LlmHealth extends Omit<LlmLoggingHealthReport, 'journal' | 'lastError'> {
  /** Null where there is none, and for requests that are limited to a company. */
  journal: Omit<NonNullable<LlmLoggingHealthReport['journal']>, 'directory'> | null;
  /** Why the database did not take the last batch; null when it did, and for requests that are limited to a company. */
  lastError: string | null;
  /** Rollups that wait to be made again; null while the database is away. */
  rollups: { changedHours: number; oldestChangedHour: Date | null } | null;
}
