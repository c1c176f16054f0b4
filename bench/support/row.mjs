import { v7 } from 'uuid';

/** The row of a call that has just ended, for contestants that write rows themselves. */
export function startRow(call) {
  return { id: v7(), startedAt: new Date(), call };
}

export function finishRow({ id, startedAt, call }) {
  const completedAt = new Date();
  return {
    ...call,
    id,
    status: 'success',
    startedAt,
    completedAt,
    latencyMs: completedAt - startedAt,
    totalTokens: call.promptTokens + call.completionTokens,
    estimatedCost: (call.promptTokens * 2.5 + call.completionTokens * 10) / 1e6,
    metadata: {},
  };
}

/** Columns of `llm_calls` that the calls have, by member. */
export const COLUMNS = {
  id: 'id',
  callType: 'call_type',
  status: 'status',
  provider: 'provider',
  model: 'model',
  prompt: 'prompt',
  response: 'response',
  promptTokens: 'prompt_tokens',
  completionTokens: 'completion_tokens',
  totalTokens: 'total_tokens',
  estimatedCost: 'estimated_cost',
  latencyMs: 'latency_ms',
  startedAt: 'started_at',
  completedAt: 'completed_at',
  userId: 'user_id',
  companyId: 'company_id',
  traceId: 'trace_id',
  metadata: 'metadata',
  tags: 'tags',
};
