import { callIdBound, type LlmCallVia } from 'llm-exchange/call';
import type { LlmDatabase } from '../llm-database.js';
import { tableName } from '../table-name.js';
import { CALL_SPAN, METHOD_SPAN, type SpanOfRow } from './span-of-row.js';

/** What a row keeps of the spans that it is of. */
export interface StoredSpan {
  readonly id: string;
  readonly traceId: string;
  readonly via: LlmCallVia;
  readonly kind: 'call' | 'step' | 'tool' | 'retrieval' | 'agent';
  readonly isPending: boolean;
  readonly callType: string | null;
  readonly model: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly parentCallId: string | null;
  /** Of a row that was received as a span. */
  readonly spanId: string | null;
  readonly parentSpanId: string | null;
  readonly responseId: string | null;
  /** Of a row that the application itself recorded. */
  readonly callSpan: SpanOfRow | null;
  readonly methodSpan: SpanOfRow | null;
}

const LIMIT = 10_000;
const LIMITS = { statementTimeoutMs: 2_000, readOnly: true };

export interface SpansWanted {
  readonly traceIds: readonly string[];
  readonly from: Date;
  readonly to: Date;
  /** Of this company alone. */
  readonly companyId: string | undefined;
}

/** The rows of some traces that started in `[from, to)`, as far as they show which spans belong together. */
export async function spansOfTraces(database: LlmDatabase, wanted: SpansWanted): Promise<StoredSpan[]> {
  const values: unknown[] = [wanted.traceIds, callIdBound(wanted.from), callIdBound(wanted.to)];
  if (wanted.companyId !== undefined) values.push(wanted.companyId);
  return database.transaction(LIMITS, (query) =>
    query<StoredSpan>(
      `SELECT id, trace_id AS "traceId", via, kind, status = 'pending' AS "isPending", call_type AS "callType",
  coalesce(model, request_model) AS model, prompt_tokens AS "promptTokens", completion_tokens AS "completionTokens",
  parent_call_id AS "parentCallId", metadata->>'spanId' AS "spanId", metadata->>'parentSpanId' AS "parentSpanId",
  metadata->>'responseId' AS "responseId", metadata->'${CALL_SPAN}' AS "callSpan", metadata->'${METHOD_SPAN}' AS "methodSpan"
FROM ${tableName(database.schema, 'llm_calls')}
WHERE trace_id = ANY($1) AND id >= $2 AND id < $3${wanted.companyId === undefined ? '' : ' AND company_id = $4'}
ORDER BY id LIMIT ${LIMIT}`,
      values,
    ),
  );
}
