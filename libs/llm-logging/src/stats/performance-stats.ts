import type { LlmCallFilters } from '../storage/call-filters.js';
import type { StatsRange } from './stats-range.js';

/** Which calls' performance. */
export interface PerformanceStatsQuery
  extends StatsRange, Pick<LlmCallFilters, 'companyId' | 'callType' | 'provider' | 'model'> {}

/** Of finished calls: those that are pending do not count yet. Times in ms, rates from 0 to 1; null where there is no call to tell of. */
export interface PerformanceStats {
  totalCalls: number;
  avgLatencyMs: number | null;
  p50LatencyMs: number | null;
  p95LatencyMs: number | null;
  p99LatencyMs: number | null;
  maxLatencyMs: number | null;
  avgTimeToFirstTokenMs: number | null;
  successRate: number | null;
  /** Failed or timed out. A cancelled call is neither a success nor an error. */
  errorRate: number | null;
}

/** One row. Percentiles are PostgreSQL's `percentile_cont`: exact, interpolated between calls. */
export function performanceStatsSql(table: string, where: string): string {
  return `SELECT count(*)::float8 AS "totalCalls",
  avg(latency_ms)::float8 AS "avgLatencyMs",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) AS "p50LatencyMs",
  percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) AS "p95LatencyMs",
  percentile_cont(0.99) WITHIN GROUP (ORDER BY latency_ms) AS "p99LatencyMs",
  max(latency_ms) AS "maxLatencyMs",
  avg(time_to_first_token_ms)::float8 AS "avgTimeToFirstTokenMs",
  avg((status = 'success')::integer)::float8 AS "successRate",
  avg((status IN ('error', 'timeout'))::integer)::float8 AS "errorRate"
FROM ${table} WHERE status <> 'pending' AND ${where}`;
}
