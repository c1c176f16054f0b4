import type { TransactionLimits } from '../../storage/connection/transaction.js';
import type { Query } from '../../storage/query.js';
import type { CallClass, RemovalPolicy } from './call-classes.js';
import type { LlmCleanupReport } from './removal-report.js';

/** Runs statements in a transaction of its own: on any connection of the pool, or on one that was taken from it. */
export type RunTransaction = <T>(limits: TransactionLimits, work: (query: Query) => Promise<T>) => Promise<T>;

/** One cleanup under way. */
export interface CallRemoval {
  readonly transaction: RunTransaction;
  readonly schema: string | undefined;
  readonly policy: RemovalPolicy;
  readonly classes: readonly CallClass[];
  readonly now: Date;
  readonly report: LlmCleanupReport;
  readonly onBatch?: OnBatch;
}

/** Called after each batch: which calls come next, by their start, and where the last ones are. */
export type OnBatch = (at: Date, end: Date) => void;
