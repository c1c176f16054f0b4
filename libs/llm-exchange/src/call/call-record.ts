import type { CallKindName } from './call-kind.js';
import type { LlmCallVia } from './call-via.js';
import type { LlmCallStatus } from './call-status.js';
import type { LlmUsageDetails } from './usage-details.js';

/** One call to a tool that the model asked for. `arguments` is the parsed JSON, or the text where it does not parse. */
export interface LlmToolCall {
  id?: string;
  name: string;
  arguments: unknown;
}

/**
 * One event of a call on its way to the database: what is known of the call so far. A start, an outcome, or both in one. Members
 * not said are absent. The wire format is its JSON; times are ISO 8601 strings there and here.
 */
export interface LlmCallRecord {
  id: string;
  status: LlmCallStatus;
  /** Absent when only the outcome is known here, because another process started the call. */
  callType?: string;
  /** Absent: `call`, unless another event gives another kind. */
  kind?: CallKindName;
  provider?: string;
  model?: string;
  requestModel?: string;
  prompt?: string;
  systemPrompt?: string;
  temperature?: number;
  maxTokens?: number;
  requestParameters?: Record<string, unknown>;
  response?: string;
  toolCalls?: LlmToolCall[];
  finishReason?: string;
  /** Times the provider was asked, where that was seen. */
  attempts?: number;
  promptTokens?: number;
  completionTokens?: number;
  totalTokens?: number;
  cachedPromptTokens?: number;
  cacheWriteTokens?: number;
  reasoningTokens?: number;
  serviceTier?: string;
  usageDetails?: LlmUsageDetails;
  /** USD. */
  estimatedCost?: number;
  latencyMs?: number;
  timeToFirstTokenMs?: number;
  startedAt?: string;
  completedAt?: string;
  userId?: string;
  sessionId?: string;
  taskId?: string;
  companyId?: string;
  reviewId?: string;
  name?: string;
  origin?: string;
  via?: LlmCallVia;
  release?: string;
  environment?: string;
  promptName?: string;
  promptVersion?: string;
  traceId?: string;
  parentCallId?: string;
  errorMessage?: string;
  errorType?: string;
  errorCode?: string;
  metadata?: Record<string, unknown>;
  tags?: string[];
}
