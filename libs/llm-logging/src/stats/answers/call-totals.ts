import { conditionsOf } from '../../storage/reading/call-filters.js';
import { measuresOfCalls } from '../../storage/sums/measures.js';
import { tableName } from '../../storage/table-name.js';
import type { SumsReader } from '../sums/sums-reader.js';
import { Totals, type SumRow } from '../sums/totals.js';
import type { UsageTotals } from '../sums/usage-totals.js';

/** Of a session's or a trace's calls that are stored. */
export interface CallTotals extends UsageTotals {
  /** Null without calls. */
  firstCallAt: Date | null;
  lastCallAt: Date | null;
  /** Distinct traces. */
  traces: number;
}

/** One of a session's or a trace's, few enough to be read one by one. */
export async function callTotals(
  { query, schema }: SumsReader,
  of: { sessionId?: string; traceId?: string; companyId?: string },
): Promise<CallTotals> {
  const conditions = conditionsOf(of);
  const [row] = await query<SumRow & { first: Date | null; last: Date | null; traces: string }>(
    `SELECT min(started_at) AS first, max(started_at) AS last, count(DISTINCT trace_id) AS traces, ${measuresOfCalls()}
FROM ${tableName(schema, 'llm_calls')} WHERE ${conditions.toString()}`,
    conditions.values,
  );
  const { first, last, traces, ...sums } = row!;
  const totals = new Totals().add(sums as SumRow);
  return { ...totals.usageTotals, firstCallAt: first, lastCallAt: last, traces: Number(traces) };
}
