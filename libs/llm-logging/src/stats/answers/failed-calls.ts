import { conditionsOf } from '../../storage/reading/call-filters.js';
import { tableName } from '../../storage/table-name.js';
import type { Scope } from '../question/stats-filters.js';
import type { SumsReader } from '../sums/sums-reader.js';
import { NORMALISED_LENGTH } from './normalised-message.js';

/** Columns of `llm_calls`, by the name that a failed call has them by. */
const COLUMNS = {
  callId: 'id',
  callType: 'call_type',
  status: 'status',
  startedAt: 'started_at',
  model: 'model',
  traceId: 'trace_id',
  errorMessage: 'error_message',
  /** As much of it as tells its kind. */
  messageStart: `left(error_message, ${NORMALISED_LENGTH})`,
  errorType: 'error_type',
  errorCode: 'error_code',
} as const;

export interface FailedCall {
  readonly callId: string;
  readonly callType: string;
  readonly status: 'error' | 'timeout';
  readonly startedAt: Date;
  readonly model: string | null;
  readonly traceId: string | null;
  readonly errorMessage: string | null;
  readonly messageStart: string | null;
  readonly errorType: string | null;
  readonly errorCode: string | null;
}

export interface FailedCallsQuery<Field extends keyof FailedCall> {
  /** What to read of each. */
  readonly fields: readonly Field[];
  readonly limit: number;
  /** Only those of traces. */
  readonly inTraces?: boolean;
}

/** The calls that failed or timed out, newest first. */
export async function failedCalls<Field extends keyof FailedCall>(
  { query, schema }: SumsReader,
  { time, filters }: Scope,
  { fields, limit, inTraces = false }: FailedCallsQuery<Field>,
): Promise<Pick<FailedCall, Field>[]> {
  const conditions = conditionsOf({ ...filters, startDate: new Date(time.from), endDate: new Date(time.to) });
  const where = `${conditions.toString()}${inTraces ? ' AND trace_id IS NOT NULL' : ''}`;
  const selected = fields.map((field) => `${COLUMNS[field]} AS "${field}"`).join(', ');
  // One status after the other, so that each is read from the index in the order of its ids.
  const newest = (status: string): string => `(SELECT id, ${selected} FROM ${tableName(schema, 'llm_calls')}
WHERE status = '${status}' AND status <> 'success' AND ${where} ORDER BY id DESC LIMIT ${limit})`;
  return query<Pick<FailedCall, Field>>(
    `SELECT ${fields.map((field) => `"${field}"`).join(', ')} FROM (${newest('error')} UNION ALL ${newest('timeout')}) AS failed ORDER BY id DESC LIMIT ${limit}`,
    conditions.values,
  );
}
