import type { StatsFilters } from './stats-filters.js';
import type { LatencyPercentiles, UsageTotals } from './usage-totals.js';

export interface RagHealthQuery extends Omit<StatsFilters, 'callType' | 'status'> {
  /** Call types of the pipeline's steps, in their order. Default `embedding`, `rag_query`, `rag_synthesis`. */
  steps?: readonly string[];
  /** Failed traces to name: 0 to 100, default 20. */
  limit?: number;
}

export interface RagStep extends UsageTotals, LatencyPercentiles {
  callType: string;
  /** Of the time that all steps took, from 0 to 1; null without time. */
  shareOfTime: number | null;
}

export interface FailedRagTrace {
  traceId: string;
  /** The step that failed, the last one where several did. */
  callId: string;
  callType: string;
  status: 'error' | 'timeout';
  startedAt: Date;
  model: string | null;
  errorMessage: string | null;
}

export interface RagHealth {
  totalCalls: number;
  successRate: number | null;
  steps: RagStep[];
  /** Newest first, of those still stored. */
  failedTraces: FailedRagTrace[];
}
