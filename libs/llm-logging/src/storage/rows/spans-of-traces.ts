import { callIdBound } from 'llm-exchange/call';
import type { LlmDatabase } from '../llm-database.js';
import { tableName } from '../table-name.js';

/** What a row keeps of the span that it was, or null where it was none. */
export interface StoredSpan {
  readonly id: string;
  readonly traceId: string;
  readonly kind: 'call' | 'step' | 'tool' | 'retrieval' | 'agent';
  readonly callType: string | null;
  readonly model: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly parentCallId: string | null;
  readonly spanId: string | null;
  readonly parentSpanId: string | null;
  readonly responseId: string | null;
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

/** The rows of some traces that started in `[from, to)`, as far as they tell which spans belong together. */
export async function spansOfTraces(database: LlmDatabase, wanted: SpansWanted): Promise<StoredSpan[]> {
  const values: unknown[] = [wanted.traceIds, callIdBound(wanted.from), callIdBound(wanted.to)];
  if (wanted.companyId !== undefined) values.push(wanted.companyId);
  return database.transaction(LIMITS, (query) =>
    query<StoredSpan>(
      `SELECT id, trace_id AS "traceId", kind, call_type AS "callType", coalesce(model, request_model) AS model,
  prompt_tokens AS "promptTokens", completion_tokens AS "completionTokens", parent_call_id AS "parentCallId",
  metadata->>'spanId' AS "spanId", metadata->>'parentSpanId' AS "parentSpanId", metadata->>'responseId' AS "responseId"
FROM ${tableName(database.schema, 'llm_calls')}
WHERE trace_id = ANY($1) AND id >= $2 AND id < $3${wanted.companyId === undefined ? '' : ' AND company_id = $4'}
ORDER BY id LIMIT ${LIMIT}`,
      values,
    ),
  );
}
