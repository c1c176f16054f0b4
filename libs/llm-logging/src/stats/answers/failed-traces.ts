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

/** Failed calls read for each failed trace to name: several may be of one. */
const CALLS_PER_TRACE = 5;

/** The traces with a call that failed or timed out, newest first. */
export async function failedTraces(
  { query, schema }: SumsReader,
  { time, filters }: Scope,
  limit: number,
): Promise<FailedRagTrace[]> {
  const conditions = conditionsOf({ ...filters, startDate: new Date(time.from), endDate: new Date(time.to) });
  const calls = limit * CALLS_PER_TRACE;
  // One status after the other, so that each is read from the index in the order of its ids.
  const columns = 'id, trace_id, call_type, status, started_at, model, error_message';
  const newest = (status: string): string => `(SELECT ${columns} FROM ${tableName(schema, 'llm_calls')}
WHERE status = '${status}' AND trace_id IS NOT NULL AND ${conditions.toString()} ORDER BY id DESC LIMIT ${calls})`;
  const failed = await query<FailedRagTrace>(
    `SELECT trace_id AS "traceId", id AS "callId", call_type AS "callType", status, started_at AS "startedAt", model, error_message AS "errorMessage"
FROM (${newest('error')} UNION ALL ${newest('timeout')}) AS failed ORDER BY id DESC LIMIT ${calls}`,
    conditions.values,
  );
  const traces = new Map<string, FailedRagTrace>();
  for (const call of failed) if (!traces.has(call.traceId)) traces.set(call.traceId, call);
  return [...traces.values()].slice(0, limit);
}
