import { LlmQueryError } from '../../errors.js';
import { checkLimit } from '../question/check-limit.js';
import { traceTimes } from './rag-traces.js';
import { failedTraces, type FailedRagTrace } from './failed-traces.js';
import { percentilesOf, totalsBy, totalsOf } from '../totals/roll-up.js';
import { scopeOf, type StatsFilters } from '../question/stats-filters.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import { ratio, Totals } from '../totals/totals.js';
import type { LatencyPercentiles, UsageTotals } from '../totals/usage-totals.js';

export interface RagHealthQuery extends Omit<StatsFilters, 'callType' | 'status'> {
  /** Call types of the pipeline's steps, in their order. Default: `embedding`, `rag_query`, `rag_synthesis`, and what else traces with the latter two have. */
  steps?: readonly string[];
  /** Failed traces to name: 0 to 100, default 20. */
  limit?: number;
}

export interface RagStep extends UsageTotals, LatencyPercentiles {
  callType: string;
  /** Of the steps' own time, which is without that of steps inside, from 0 to 1; of the newest 1,000 traces; null without time. */
  shareOfTime: number | null;
}

export interface RagHealth {
  totalCalls: number;
  successRate: number | null;
  steps: RagStep[];
  /** Newest first, of those still stored. */
  failedTraces: FailedRagTrace[];
}

/** What makes a trace one of a RAG pipeline. */
const PIPELINE = ['rag_query', 'rag_synthesis'];
const USUAL_STEPS = ['embedding', 'rag_query', 'rag_synthesis'];

/** @throws LlmQueryError */
export async function ragHealth(reader: RollupReader, query: RagHealthQuery): Promise<RagHealth> {
  const { steps: asked, limit = 20, ...rest } = query;
  if (asked !== undefined && !isListOfNames(asked)) throw new LlmQueryError('steps', 'must be a list of call types');
  checkLimit('limit', limit, 0, 100);
  const traces = scopeOf(rest, reader.timeZone);
  const pipeline = asked ?? PIPELINE;
  const { callTypes, ownMs } = await traceTimes(reader, traces, pipeline);
  const steps = asked ?? [...new Set([...USUAL_STEPS, ...callTypes])];
  const allOwnMs = steps.reduce((sum, step) => sum + (ownMs.get(step) ?? 0), 0);
  const scope = { time: traces.time, filters: { ...traces.filters, callType: steps } };
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
        shareOfTime: ratio(ownMs.get(callType) ?? 0, allOwnMs),
      };
    }),
    failedTraces: limit === 0 ? [] : await failedTraces(reader, traces, pipeline, limit),
  };
}

function isListOfNames(steps: unknown): boolean {
  return Array.isArray(steps) && steps.length > 0 && steps.every((step) => typeof step === 'string' && step !== '');
}
