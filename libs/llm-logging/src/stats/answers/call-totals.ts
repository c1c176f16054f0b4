import { LlmCallKind } from 'llm-exchange/call';
import { conditionsOf } from '../../storage/filters/call-filters.js';
import { measuresOfCalls } from '../../rollups/schema/measures.js';
import { tableName } from '../../storage/table-name.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import { Totals, type MeasureRow } from '../totals/totals.js';
import type { UsageTotals } from '../totals/usage-totals.js';

/** Of a session's or a trace's calls that are stored. Times and traces are of all kinds of records, everything else of calls. */
export interface CallTotals extends UsageTotals {
  /** Null without calls. */
  firstCallAt: Date | null;
  lastCallAt: Date | null;
  /** When the last of them to end ended. */
  lastEndAt: Date | null;
  /** Distinct traces. */
  traces: number;
}

/** One of a session's or a trace's, few enough to be read one by one. */
export async function callTotals(
  { query, schema }: RollupReader,
  of: { sessionId?: string; traceId?: string; companyId?: string },
): Promise<CallTotals> {
  const conditions = conditionsOf(of);
  const records = `${tableName(schema, 'llm_calls')} WHERE ${conditions.toString()}`;
  const [row] = await query<MeasureRow & { first: Date | null; last: Date | null; end: Date | null; traces: string }>(
    `SELECT * FROM (SELECT min(started_at) AS first, max(started_at) AS last, max(greatest(started_at, completed_at, started_at + coalesce(latency_ms, 0) * interval '1 ms')) AS end,
  count(DISTINCT trace_id) AS traces FROM ${records}) AS records
CROSS JOIN (SELECT ${measuresOfCalls()}
FROM ${records} AND kind = '${LlmCallKind.CALL}') AS calls`,
    conditions.values,
  );
  const { first, last, end, traces, ...sums } = row!;
  const totals = new Totals().add(sums as MeasureRow);
  return { ...totals.usageTotals, firstCallAt: first, lastCallAt: last, lastEndAt: end, traces: Number(traces) };
}
