import { CALL_COLUMNS, TEXT_MEMBERS } from 'llm-exchange/call';

/** How a column is written to Parquet; NDJSON takes the same values as JSON. */
type ColumnType = 'STRING' | 'TIMESTAMP' | 'INT32' | 'DOUBLE' | 'JSON';

export interface ExportColumn {
  readonly name: string;
  /** In a query of `llm_calls`. */
  readonly sql: string;
  readonly type: ColumnType;
}

function columns(type: ColumnType, ...names: string[]): ExportColumn[] {
  return names.map((name) => ({ name, sql: name, type }));
}

/** Columns of `llm_report_calls`, in its order as far as types allow. */
export const REPORT_COLUMNS: readonly ExportColumn[] = [
  ...columns('STRING', 'id'),
  ...columns('TIMESTAMP', 'started_at', 'completed_at'),
  ...columns('STRING', 'kind', 'call_type', 'name', 'origin', 'via', 'status', 'provider', 'model', 'request_model'),
  ...columns('STRING', 'finish_reason', 'service_tier'),
  ...columns('INT32', 'prompt_tokens', 'completion_tokens', 'total_tokens', 'cached_prompt_tokens'),
  ...columns('INT32', 'cache_write_tokens', 'reasoning_tokens'),
  { name: 'cost_usd', sql: 'estimated_cost::double precision', type: 'DOUBLE' },
  ...columns('INT32', 'latency_ms', 'time_to_first_token_ms'),
  ...columns('STRING', 'user_id', 'session_id', 'task_id', 'company_id', 'review_id', 'trace_id', 'parent_call_id'),
  ...columns('STRING', 'error_type', 'error_code', 'release', 'environment', 'prompt_name', 'prompt_version'),
  ...columns('JSON', 'tags'),
];

/** What `exports.texts` adds. */
export const TEXT_COLUMNS: readonly ExportColumn[] = TEXT_MEMBERS.map((member) => {
  const { column, type } = CALL_COLUMNS[member];
  return { name: column, sql: column, type: type === 'jsonb' ? 'JSON' : 'STRING' };
});

/** What the rollups of an hour are told apart by. */
const GROUPS = ['company_id', 'environment', 'call_type', 'provider', 'model'];

/** Columns of `llm_report_hours`. */
export const ROLLUP_COLUMNS: readonly ExportColumn[] = [
  { name: 'hour', sql: '$3::timestamptz', type: 'TIMESTAMP' },
  ...columns('STRING', ...GROUPS),
  count('calls', 'true'),
  count('failed_calls', "status IN ('error', 'timeout')"),
  count('pending_calls', "status = 'pending'"),
  count('unpriced_calls', "estimated_cost IS NULL AND status = 'success'"),
  ...['prompt_tokens', 'completion_tokens', 'total_tokens'].map(sum),
  ...['cached_prompt_tokens', 'cache_write_tokens', 'reasoning_tokens'].map(sum),
  { name: 'cost_usd', sql: 'sum(estimated_cost)::double precision', type: 'DOUBLE' },
  ofEnded('avg_latency_ms', 'avg(latency_ms)'),
  ofEnded('max_latency_ms', 'max(latency_ms)'),
];

export const ROLLUP_GROUPS = GROUPS.join(', ');

/** Sums may be larger than an integer: a double is exact up to 2^53. */
function count(name: string, condition: string): ExportColumn {
  return { name, sql: `(count(*) FILTER (WHERE ${condition}))::double precision`, type: 'DOUBLE' };
}

function sum(name: string): ExportColumn {
  return { name, sql: `sum(${name})::double precision`, type: 'DOUBLE' };
}

function ofEnded(name: string, sql: string): ExportColumn {
  return { name, sql: `(${sql} FILTER (WHERE status <> 'pending'))::double precision`, type: 'DOUBLE' };
}
