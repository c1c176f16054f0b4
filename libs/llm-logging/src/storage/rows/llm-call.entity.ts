import { Entity } from 'typeorm';
import {
  type LlmCallKind,
  LlmCallStatus,
  type LlmCallVia,
  type LlmToolCall,
  type LlmUsageDetails,
  type StoredCall,
} from 'llm-exchange/call';
import { mapColumns } from './map-columns.js';

/** One LLM call: a row of `llm_calls`. What the call did not say is null. The table is made by migrations, never synchronised. */
@Entity({ name: 'llm_calls', synchronize: false })
export class LlmCall implements StoredCall {
  /** UUIDv7: sorts by start time. */
  id!: string;

  callType!: string;

  /** Only `call` is a call of a model. */
  kind!: LlmCallKind;

  status!: LlmCallStatus;

  provider!: string | null;

  /** As answered by the provider. */
  model!: string | null;

  /** As asked for. */
  requestModel!: string | null;

  prompt!: string | null;

  systemPrompt!: string | null;

  temperature!: number | null;

  maxTokens!: number | null;

  /** The rest of the request, tools included. */
  requestParameters!: Record<string, unknown> | null;

  response!: string | null;

  toolCalls!: LlmToolCall[] | null;

  finishReason!: string | null;

  /** Times the provider was asked: more than 1 after retries. Null where the exchange was not seen. */
  attempts!: number | null;

  /** All input tokens, cached ones included. */
  promptTokens!: number | null;

  /** All output tokens, reasoning ones included. */
  completionTokens!: number | null;

  totalTokens!: number | null;

  cachedPromptTokens!: number | null;

  cacheWriteTokens!: number | null;

  reasoningTokens!: number | null;

  /** The tier that answered: `default`, `flex`, `priority`, `batch` … */
  serviceTier!: string | null;

  /** What is billed beside plain tokens. */
  usageDetails!: LlmUsageDetails | null;

  /** USD; null where no price is known. */
  estimatedCost!: number | null;

  latencyMs!: number | null;

  /** From start to the first content of a stream. */
  timeToFirstTokenMs!: number | null;

  startedAt!: Date;

  completedAt!: Date | null;

  userId!: string | null;

  sessionId!: string | null;

  taskId!: string | null;

  companyId!: string | null;

  reviewId!: string | null;

  /** What was done: class and method of an annotated method, a span's name, or as given. */
  name!: string | null;

  /** What set it off: `POST /rag/ask`, `cron SentimentService.run` … */
  origin!: string | null;

  /** How it was noticed. */
  via!: LlmCallVia | null;

  /** Of the application. */
  release!: string | null;

  /** Of the application: `production`, `staging` … */
  environment!: string | null;

  promptName!: string | null;

  promptVersion!: string | null;

  traceId!: string | null;

  parentCallId!: string | null;

  errorMessage!: string | null;

  errorType!: string | null;

  /** HTTP status or the provider's code. */
  errorCode!: string | null;

  metadata!: Record<string, unknown>;

  tags!: string[];

  /** When the row was first written. */
  createdAt!: Date;
}

mapColumns(LlmCall.prototype);
