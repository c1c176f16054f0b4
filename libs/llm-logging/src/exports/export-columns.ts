import { CALL_COLUMNS, CALL_MEMBERS, type CallMember, REPORTED, TEXT_MEMBERS } from 'llm-exchange/call';

/** How a column is written to Parquet; NDJSON takes the same values as JSON. */
type ColumnType = 'STRING' | 'TIMESTAMP' | 'INT32' | 'DOUBLE' | 'JSON';

export interface ExportColumn {
  readonly name: string;
  /** In a query of `llm_calls`. */
  readonly sql: string;
  readonly type: ColumnType;
}

/** By PostgreSQL's type; a text where nothing else is said. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  timestamptz: 'TIMESTAMP',
  integer: 'INT32',
  'double precision': 'DOUBLE',
  'numeric(20,12)': 'DOUBLE',
  jsonb: 'JSON',
  'text[]': 'JSON',
};

/** The order of columns in files that were written so far; what reports have beside them comes behind, in the order of the list of members. */
const ORDER: readonly CallMember[] = [
  ...(['id', 'startedAt', 'completedAt', 'kind', 'callType', 'name', 'origin', 'via', 'status'] as const),
  ...(['provider', 'model', 'requestModel', 'finishReason', 'serviceTier'] as const),
  ...(['promptTokens', 'completionTokens', 'totalTokens', 'cachedPromptTokens', 'cacheWriteTokens'] as const),
  ...(['reasoningTokens', 'estimatedCost', 'latencyMs', 'timeToFirstTokenMs'] as const),
  ...(['userId', 'sessionId', 'taskId', 'companyId', 'reviewId', 'traceId', 'parentCallId'] as const),
  ...(['errorType', 'errorCode', 'release', 'environment', 'promptName', 'promptVersion', 'tags'] as const),
];

/** Columns of `llm_report_calls`. */
export const REPORT_COLUMNS: readonly ExportColumn[] = [...new Set([...ORDER, ...CALL_MEMBERS])]
  .filter((member) => REPORTED.includes(member))
  .map(columnOf);

/** What `exports.texts` adds. */
export const TEXT_COLUMNS: readonly ExportColumn[] = TEXT_MEMBERS.map(columnOf);

function columnOf(member: CallMember): ExportColumn {
  const { column, type, report } = CALL_COLUMNS[member];
  // Without a cast numerics arrive as texts.
  const sql = type.startsWith('numeric') ? `${column}::double precision` : column;
  return { name: report || column, sql, type: TYPES[type] ?? 'STRING' };
}

/** Columns by which the rollups of an hour are grouped. */
const GROUPS = ['company_id', 'environment', 'call_type', 'provider', 'model'];

/** Columns of `llm_report_hours`. */
export const ROLLUP_COLUMNS: readonly ExportColumn[] = [
  { name: 'hour', sql: '$3::timestamptz', type: 'TIMESTAMP' },
  ...GROUPS.map((name): ExportColumn => ({ name, sql: name, type: 'STRING' })),
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
