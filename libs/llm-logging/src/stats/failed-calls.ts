import { conditionsOf } from '../storage/call-filters.js';
import { tableName } from '../storage/table-name.js';
import type { Scope } from './stats-filters.js';
import type { SumsReader } from './sums-reader.js';

export interface FailedCall {
  readonly callId: string;
  readonly callType: string;
  readonly status: 'error' | 'timeout';
  readonly startedAt: Date;
  readonly model: string | null;
  readonly traceId: string | null;
  readonly errorMessage: string | null;
  readonly errorType: string | null;
  readonly errorCode: string | null;
}

/** The calls that failed or timed out, newest first. */
export async function failedCalls(
  { query, schema }: SumsReader,
  { time, filters }: Scope,
  { limit, inTraces = false }: { limit: number; inTraces?: boolean },
): Promise<FailedCall[]> {
  const conditions = conditionsOf({ ...filters, startDate: new Date(time.from), endDate: new Date(time.to) });
  const where = `${conditions.toString()}${inTraces ? ' AND trace_id IS NOT NULL' : ''}`;
  // One status after the other, so that each is read from the index in the order of its ids.
  const newest = (
    status: string,
  ): string => `(SELECT id AS "callId", call_type AS "callType", status, started_at AS "startedAt", model,
  trace_id AS "traceId", error_message AS "errorMessage", error_type AS "errorType", error_code AS "errorCode"
FROM ${tableName(schema, 'llm_calls')} WHERE status = '${status}' AND status <> 'success' AND ${where} ORDER BY id DESC LIMIT ${limit})`;
  return query<FailedCall>(
    `${newest('error')} UNION ALL ${newest('timeout')} ORDER BY "callId" DESC LIMIT ${limit}`,
    conditions.values,
  );
}
