import { LlmQueryError } from '../../llm-logging.errors.js';
import { checkLimit } from '../question/check-limit.js';
import { failedTraces, type FailedRagTrace } from './failed-traces.js';
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

export interface RagHealth {
  totalCalls: number;
  successRate: number | null;
  steps: RagStep[];
  /** Newest first, of those still stored. */
  failedTraces: FailedRagTrace[];
}

const STEPS = ['embedding', 'rag_query', 'rag_synthesis'];

/** @throws LlmQueryError */
export async function ragHealth(reader: SumsReader, query: RagHealthQuery): Promise<RagHealth> {
  const { steps = STEPS, limit = 20, ...rest } = query;
  if (!isListOfNames(steps)) throw new LlmQueryError('steps', 'must be a list of call types');
  checkLimit('limit', limit, 0, 100);
  const { time, filters } = scopeOf(rest);
  const scope = { time, filters: { ...filters, callType: steps } };
  const { rows, timed } = await reader.timed({ ...scope, groupBy: ['call_type'] });
  const byStep = totalsBy(rows, 'call_type');
  const all = totalsOf(rows);
  return {
    totalCalls: all.get('calls'),
    successRate: all.usageTotals.successRate,
    steps: steps.map((callType) => {
      const totals = byStep.get(callType) ?? new Totals();
      return {
        callType,
        ...totals.usageTotals,
        ...percentilesOf(timed.filter((row) => row.call_type === callType)),
        shareOfTime: ratio(totals.get('latency_ms'), all.get('latency_ms')),
      };
    }),
    failedTraces: await failedTraces(reader, scope, limit),
  };
}

function isListOfNames(steps: unknown): boolean {
  return Array.isArray(steps) && steps.length > 0 && steps.every((step) => typeof step === 'string' && step !== '');
}
