import { conditionsOf } from '../../storage/filters/call-filters.js';
import { tableName } from '../../storage/table-name.js';
import { countedCalls } from '../../rollups/plan/counted-calls.js';
import { totalsOf } from '../totals/roll-up.js';
import type { Scope, StatsFilters } from '../question/stats-filters.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import type { Totals } from '../totals/totals.js';

/** Which calls' performance. */
export type PerformanceStatsQuery = Omit<StatsFilters, 'status'>;

/** Of finished calls: those that are pending do not count yet. Times in ms, rates from 0 to 1; null where there is no such call. Percentiles are
 * exact for up to 1,000 calls, off by 1 % at most for more. */
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

const SHARES = [0.5, 0.95, 0.99];
/** So many calls are read one by one for exact percentiles. */
const FEW = 1_000;

export async function performanceStats(reader: RollupReader, scope: Scope): Promise<PerformanceStats> {
  const question = { ...scope, groupBy: [] };
  const totals = totalsOf(await reader.measures(question));
  const { avgLatencyMs, maxLatencyMs, avgTimeToFirstTokenMs, successRate, errorRate } = totals.usageTotals;
  const percentiles = (await exactPercentiles(reader, scope, totals)) ?? (await estimated(reader, scope));
  const [p50LatencyMs = null, p95LatencyMs = null, p99LatencyMs = null] = percentiles;
  return {
    totalCalls: totals.finished,
    avgLatencyMs,
    p50LatencyMs,
    p95LatencyMs,
    p99LatencyMs,
    maxLatencyMs,
    avgTimeToFirstTokenMs,
    successRate,
    errorRate,
  };
}

/** PostgreSQL's `percentile_cont`, interpolated between calls. Undefined where calls are many or gone. */
async function exactPercentiles(
  reader: RollupReader,
  { time, filters }: Scope,
  totals: Totals,
): Promise<(number | null)[] | undefined> {
  if (totals.get('latency_calls') > FEW) return undefined;
  // Few calls among many are not found quickly by every filter.
  const all = totalsOf(await reader.measures({ time, filters: {}, groupBy: [] }));
  if (all.get('calls') > FEW) return undefined;
  const conditions = conditionsOf({
    ...countedCalls(filters),
    startDate: new Date(time.from),
    endDate: new Date(time.to),
  });
  const [row] = await reader.query<{ calls: string; percentiles: number[] | null }>(
    `SELECT count(latency_ms) AS calls, percentile_cont(ARRAY${JSON.stringify(SHARES)}) WITHIN GROUP (ORDER BY latency_ms) AS percentiles
FROM ${tableName(reader.schema, 'llm_calls')} WHERE status <> 'pending' AND ${conditions.toString()}`,
    conditions.values,
  );
  return Number(row!.calls) === totals.get('latency_calls') ? (row!.percentiles ?? []) : undefined;
}

async function estimated(reader: RollupReader, scope: Scope): Promise<(number | null)[]> {
  const [timed] = await reader.histograms({ ...scope, groupBy: [], lists: ['latency_buckets'] });
  return timed?.latency_buckets?.percentiles(SHARES) ?? [];
}
