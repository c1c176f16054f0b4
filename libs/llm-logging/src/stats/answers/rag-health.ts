import { LlmQueryError } from '../../llm-logging.errors.js';
import { checkLimit } from '../question/check-limit.js';
import { failedCalls, type FailedCall } from './failed-calls.js';
import { percentilesOf, totalsBy, totalsOf } from '../sums/roll-up.js';
import { scopeOf, type StatsFilters } from '../question/stats-filters.js';
import type { SumsReader } from '../sums/sums-reader.js';
import { ratio, Totals } from '../sums/totals.js';
import type { LatencyPercentiles, UsageTotals } from '../sums/usage-totals.js';

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

const STEPS = ['embedding', 'rag_query', 'rag_synthesis'];
/** Failed calls read for each failed trace to name: several may be of one. */
const CALLS_PER_TRACE = 5;
const FIELDS = ['traceId', 'callId', 'callType', 'status', 'startedAt', 'model', 'errorMessage'] as const;

/** @throws LlmQueryError */
export async function ragHealth(reader: SumsReader, query: RagHealthQuery): Promise<RagHealth> {
  const { steps = STEPS, limit = 20, ...rest } = query;
  if (![steps].flat().every((step) => typeof step === 'string') || steps.length === 0)
    throw new LlmQueryError('steps', 'must be a list of call types');
  checkLimit('limit', limit, 0, 100);
  const { time, filters } = scopeOf(rest);
  const scope = { time, filters: { ...filters, callType: steps } };
  const question = { ...scope, groupBy: ['call_type'] as const };
  const rows = await reader.measures(question);
  const byStep = totalsBy(rows, 'call_type');
  const timed = await reader.histograms(question);
  const all = totalsOf(rows);
  const failed = await failedCalls(reader, scope, { fields: FIELDS, limit: limit * CALLS_PER_TRACE, inTraces: true });
  return {
    totalCalls: all.get('calls'),
    successRate: all.usageTotals.successRate,
    steps: steps.map((callType) => {
      const totals = byStep.get(callType) ?? new Totals();
      return {
        callType,
        ...totals.usageTotals,
        ...percentilesOf(timed, (row) => row.call_type === callType),
        shareOfTime: ratio(totals.get('latency_ms'), all.get('latency_ms')),
      };
    }),
    failedTraces: firstOfEach(failed).slice(0, limit),
  };
}

function firstOfEach(failed: readonly Pick<FailedCall, (typeof FIELDS)[number]>[]): FailedRagTrace[] {
  const traces = new Map<string, FailedRagTrace>();
  for (const { traceId, callId, callType, status, startedAt, model, errorMessage } of failed) {
    if (traceId === null || traces.has(traceId)) continue;
    traces.set(traceId, { traceId, callId, callType, status, startedAt, model, errorMessage });
  }
  return [...traces.values()];
}
