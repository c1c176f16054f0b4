import { conditionsOf } from '../../storage/filters/call-filters.js';
import { tableName } from '../../storage/table-name.js';
import type { Scope } from '../question/stats-filters.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import { ownTimes, type TimedStep } from './own-times.js';

/** Newest traces whose records are read, to find where the time goes. */
const MAX_TRACES = 1_000;
const MAX_RECORDS = 50_000;
/** A trace ends this long after its first call at the latest. */
const LONGEST_MS = 24 * 3_600_000;

/** Where the time of a pipeline's traces goes. */
export interface TraceTimes {
  /** Call types that the traces have, in the order in which they begin. */
  readonly callTypes: string[];
  /** Own time of each, in ms. */
  readonly ownMs: ReadonlyMap<string, number>;
}

interface TraceRecord extends TimedStep {
  readonly traceId: string;
  readonly callType: string;
  /** Whether it is one of those that were asked about. */
  readonly counts: boolean;
}

/** Of the newest traces that have a call of one of the types. */
export async function traceTimes(
  reader: RollupReader,
  { time, filters }: Scope,
  callTypes: readonly string[],
): Promise<TraceTimes> {
  const records = await recordsOf(reader, { time, filters }, callTypes);
  const own = ownTimes(records);
  const starts = new Map<string, number>();
  for (const { traceId, startedAt } of records)
    starts.set(traceId, Math.min(starts.get(traceId) ?? Infinity, startedAt));
  const ownMs = new Map<string, number>();
  const begins = new Map<string, { sum: number; count: number }>();
  for (const { id, traceId, callType, startedAt } of records.filter(({ counts }) => counts)) {
    ownMs.set(callType, (ownMs.get(callType) ?? 0) + own.get(id)!);
    const { sum, count } = begins.get(callType) ?? { sum: 0, count: 0 };
    begins.set(callType, { sum: sum + startedAt - starts.get(traceId)!, count: count + 1 });
  }
  const order = [...begins].map(([callType, { sum, count }]) => [callType, sum / count] as const);
  order.sort(([a, beginOfA], [b, beginOfB]) => beginOfA - beginOfB || (a < b ? -1 : 1));
  return { callTypes: order.map(([callType]) => callType), ownMs };
}

async function recordsOf(
  { query, schema }: RollupReader,
  { time, filters }: Scope,
  callTypes: readonly string[],
): Promise<TraceRecord[]> {
  const calls = tableName(schema, 'llm_calls');
  const times = { startDate: new Date(time.from), endDate: new Date(time.to) };
  const wanted = conditionsOf({ ...filters, callType: callTypes, ...times });
  const counted = conditionsOf({ ...filters, ...times }, wanted.values);
  const ends = { startDate: times.startDate, endDate: new Date(time.to + LONGEST_MS) };
  const within = conditionsOf(ends, wanted.values);
  const rows = await query<Omit<TraceRecord, 'startedAt'> & { startedAt: Date }>(
    `SELECT id, parent_call_id AS "parentCallId", trace_id AS "traceId", call_type AS "callType", started_at AS "startedAt",
  coalesce(latency_ms, 0) AS "latencyMs", (${counted.toString()}) IS TRUE AS counts
FROM ${calls} WHERE ${within.toString()} AND status <> 'pending' AND trace_id IN (
  SELECT trace_id FROM (SELECT trace_id FROM ${calls} WHERE ${wanted.toString()} AND trace_id IS NOT NULL ORDER BY id DESC LIMIT ${MAX_TRACES}) AS newest)
ORDER BY id DESC LIMIT ${MAX_RECORDS}`,
    wanted.values,
  );
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.getTime() }));
}
