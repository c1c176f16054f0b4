import { conditionsOf } from '../../storage/filters/call-filters.js';
import { tableName } from '../../storage/table-name.js';
import type { Scope } from '../question/stats-filters.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';

export interface FailedRagTrace {
  traceId: string;
  /** The step that failed: the deepest, and of these the last one, where several did. */
  callId: string;
  callType: string;
  status: 'error' | 'timeout';
  startedAt: Date;
  model: string | null;
  errorMessage: string | null;
}

interface FailedCall extends FailedRagTrace {
  readonly parentCallId: string | null;
}

/** Failed calls read at a time for each failed trace to name: several may be of one. */
const CALLS_PER_TRACE = 5;
/** Records of one trace that are looked at. */
const MAX_RECORDS = 10_000;
const COLUMNS = 'id, parent_call_id, trace_id, call_type, status, started_at, model, error_message';
const SELECTION = `trace_id AS "traceId", id AS "callId", parent_call_id AS "parentCallId", call_type AS "callType", status,
  started_at AS "startedAt", model, error_message AS "errorMessage"`;

/** The traces of a pipeline in which something failed or timed out, newest first. @param callTypes a trace has one of these. */
export async function failedTraces(
  reader: RollupReader,
  scope: Scope,
  callTypes: readonly string[],
  limit: number,
): Promise<FailedRagTrace[]> {
  const traces = new Map<string, FailedCall[]>();
  const calls = limit * CALLS_PER_TRACE;
  let last: string | undefined;
  while (traces.size < limit) {
    const failed = await failedCalls(reader, scope, { callTypes, limit: calls, before: last });
    for (const call of failed) traces.set(call.traceId, [...(traces.get(call.traceId) ?? []), call]);
    if (failed.length < calls) break;
    last = failed.at(-1)!.callId;
  }
  const newest = [...traces].slice(0, limit);
  const parents = await parentsIn(
    reader,
    scope,
    newest.filter(([, those]) => those.length > 1).map(([traceId]) => traceId),
  );
  return newest.map(([, those]) => deepest(those, parents));
}

function deepest(failed: readonly FailedCall[], parents: ReadonlyMap<string, string | null>): FailedRagTrace {
  const depthOf = (id: string): number => {
    let depth = 0;
    // A parent starts before its children: what says otherwise makes no circle.
    for (let at = id, parent = parents.get(at); typeof parent === 'string' && parent < at; parent = parents.get(at)) {
      at = parent;
      depth += 1;
    }
    return depth;
  };
  const ranked = failed.map((call) => ({ call, depth: depthOf(call.callId) }));
  ranked.sort((a, b) => b.depth - a.depth || (a.call.callId < b.call.callId ? 1 : -1));
  const { parentCallId: _, ...call } = ranked[0]!.call;
  return call;
}

async function parentsIn(
  { query, schema }: RollupReader,
  { time }: Scope,
  traceIds: readonly string[],
): Promise<Map<string, string | null>> {
  if (traceIds.length === 0) return new Map();
  const conditions = conditionsOf({ startDate: new Date(time.from), endDate: new Date(time.to) });
  const rows = await query<{ id: string; parent: string | null }>(
    `SELECT id, parent_call_id AS parent FROM ${tableName(schema, 'llm_calls')}
WHERE ${conditions.add('trace_id = ANY (?)', traceIds).toString()} ORDER BY id LIMIT ${MAX_RECORDS}`,
    conditions.values,
  );
  return new Map(rows.map(({ id, parent }) => [id, parent]));
}

/** Failed calls of such traces, newest first, from before one. */
async function failedCalls(
  { query, schema }: RollupReader,
  { time, filters }: Scope,
  { callTypes, limit, before }: { callTypes: readonly string[]; limit: number; before: string | undefined },
): Promise<FailedCall[]> {
  const calls = tableName(schema, 'llm_calls');
  const times = { startDate: new Date(time.from), endDate: new Date(time.to) };
  const inTrace = conditionsOf({ ...times, callType: callTypes });
  const conditions = conditionsOf({ ...filters, ...times }, inTrace.values);
  if (before !== undefined) conditions.add('id < ?', before);
  // One status after the other, so that each is read from the index in the order of its ids. Citus refuses a correlated EXISTS.
  const newest = (status: string): string => `(SELECT ${COLUMNS} FROM ${calls}
WHERE status = '${status}' AND trace_id IS NOT NULL AND ${conditions.toString()}
  AND trace_id IN (SELECT trace_id FROM ${calls} WHERE ${inTrace.toString()}) ORDER BY id DESC LIMIT ${limit})`;
  return query<FailedCall>(
    `SELECT ${SELECTION} FROM (${newest('error')} UNION ALL ${newest('timeout')}) AS failed ORDER BY id DESC LIMIT ${limit}`,
    conditions.values,
  );
}
