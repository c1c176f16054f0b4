import { conditionsOf } from '../../storage/reading/call-filters.js';
import { tableName } from '../../storage/table-name.js';
import type { Scope } from '../question/stats-filters.js';
import type { SumsReader } from '../sums/sums-reader.js';

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

/** Failed calls read at a time for each failed trace to name: several may be of one. */
const CALLS_PER_TRACE = 5;
const COLUMNS = 'id, trace_id, call_type, status, started_at, model, error_message';

/** The traces with a call that failed or timed out, newest first. */
export async function failedTraces(reader: SumsReader, scope: Scope, limit: number): Promise<FailedRagTrace[]> {
  const traces = new Map<string, FailedRagTrace>();
  const calls = limit * CALLS_PER_TRACE;
  let last: string | undefined;
  while (traces.size < limit) {
    const failed = await failedCalls(reader, scope, calls, last);
    for (const call of failed) if (!traces.has(call.traceId)) traces.set(call.traceId, call);
    if (failed.length < calls) break;
    last = failed.at(-1)!.callId;
  }
  return [...traces.values()].slice(0, limit);
}

/** Failed calls of traces, newest first, from before one. */
async function failedCalls(
  { query, schema }: SumsReader,
  { time, filters }: Scope,
  limit: number,
  before: string | undefined,
): Promise<FailedRagTrace[]> {
  const conditions = conditionsOf({ ...filters, startDate: new Date(time.from), endDate: new Date(time.to) });
  if (before !== undefined) conditions.add('id < ?', before);
  // One status after the other, so that each is read from the index in the order of its ids.
  const newest = (status: string): string => `(SELECT ${COLUMNS} FROM ${tableName(schema, 'llm_calls')}
WHERE status = '${status}' AND trace_id IS NOT NULL AND ${conditions.toString()} ORDER BY id DESC LIMIT ${limit})`;
  return query<FailedRagTrace>(
    `SELECT trace_id AS "traceId", id AS "callId", call_type AS "callType", status, started_at AS "startedAt", model, error_message AS "errorMessage"
FROM (${newest('error')} UNION ALL ${newest('timeout')}) AS failed ORDER BY id DESC LIMIT ${limit}`,
    conditions.values,
  );
}
