import type { LlmToolCall } from '../call/call-record.js';
import type { LlmUsageDetails } from '../call/usage-details.js';
import type { Json } from '../reading/json-reading.js';

/**
 * What a span says of a call, an agent, a tool, a retrieval or a step. Members that it does not say are null. Tokens by the conventions of
 * {@link LlmTokenUsage}; only calls have a provider, a model, tokens and a cost.
 */
export interface LlmSpanCall {
  /** A UUIDv7 made of trace id, span id and start: the same for the same span. */
  id: string;
  /** 32 hex digits. */
  traceId: string;
  /** 16 hex digits. */
  spanId: string;
  parentSpanId: string | null;
  /** The call of the nearest span around this one that is one, where that was sent along. */
  parentCallId: string | null;
  kind: 'call' | 'step' | 'tool' | 'retrieval' | 'agent';
  /** The span's name. */
  name: string;
  callType: string;
  status: 'success' | 'error';
  provider: string | null;
  model: string | null;
  requestModel: string | null;
  prompt: string | null;
  systemPrompt: string | null;
  temperature: number | null;
  maxTokens: number | null;
  requestParameters: Json | null;
  response: string | null;
  toolCalls: LlmToolCall[] | null;
  finishReason: string | null;
  promptTokens: number | null;
  completionTokens: number | null;
  totalTokens: number | null;
  cachedPromptTokens: number | null;
  cacheWriteTokens: number | null;
  reasoningTokens: number | null;
  serviceTier: string | null;
  usageDetails: LlmUsageDetails | null;
  /** USD, where the span says it. */
  estimatedCost: number | null;
  /** ISO 8601; null where the span has no time of our days. */
  startedAt: string | null;
  completedAt: string | null;
  latencyMs: number | null;
  timeToFirstTokenMs: number | null;
  userId: string | null;
  sessionId: string | null;
  taskId: string | null;
  companyId: string | null;
  reviewId: string | null;
  promptName: string | null;
  promptVersion: string | null;
  release: string | null;
  environment: string | null;
  errorMessage: string | null;
  errorType: string | null;
  errorCode: string | null;
  tags: string[] | null;
  metadata: Json | null;
  /** `service.name` of the resource. */
  service: string | null;
  /** The provider's id of the answer. */
  responseId: string | null;
}
