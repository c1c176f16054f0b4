import type { CallKindName, LlmCallStatus, LlmContext, LlmTokenUsage, LlmToolCall } from 'llm-exchange/call';
import type { CallTypeName } from './call-type-names.js';

/** What is known when a call starts. Context members not given come from the current {@link LlmContext}. */
export interface StartLlmCall extends Omit<Partial<LlmContext>, 'tags' | 'metadata'> {
  /** Default `other`. */
  callType?: CallTypeName;
  /** What the record is of. Default: `call`, or `step` where several calls were made in it and it has neither tokens nor cost itself. */
  kind?: CallKindName;
  /** What is done, such as `ChatService.reply`. */
  name?: string;
  /** Of the application. Default: as the options say. */
  release?: string;
  /** Of the application. Default: as the options say. */
  environment?: string;
  /** As in OpenTelemetry's `gen_ai.provider.name`: `openai`, `anthropic` … */
  provider?: string;
  /** The model asked for. The row's `model` becomes the one that answered, when it says so. */
  model?: string;
  /** Default: `model`. */
  requestModel?: string;
  prompt?: string;
  systemPrompt?: string;
  temperature?: number;
  maxTokens?: number;
  /** Everything else that was asked: tools, response format … */
  requestParameters?: Record<string, unknown>;
  /** Default: now. */
  startedAt?: Date | string;
  tags?: readonly string[];
  metadata?: Readonly<Record<string, unknown>>;
  /**
   * `true`: no text of the call, and of what is made inside it, is stored: prompts, answer, parameters, tool calls, error message.
   * Numbers, names, tags and metadata are.
   */
  redact?: boolean;
}

/** How a call ended. Cost is calculated from model and tokens unless it is given. */
export interface LlmCallOutcome extends LlmTokenUsage {
  response?: string | null;
  toolCalls?: readonly LlmToolCall[] | null;
  finishReason?: string | null;
  /** The model that answered, where it has another name than the one asked for. */
  model?: string | null;
  provider?: string | null;
  /** The same token members in one object. */
  usage?: LlmTokenUsage | null;
  /** USD. */
  estimatedCost?: number | null;
  /** Default: from start to completion. */
  latencyMs?: number;
  /** From start to the first content of a stream. */
  timeToFirstTokenMs?: number | null;
  /** Default: now. */
  completedAt?: Date | string;
  tags?: readonly string[];
  metadata?: Readonly<Record<string, unknown>>;
}

/** A call that is over already: start and outcome in one. */
export interface FinishedLlmCall
  extends StartLlmCall, Omit<LlmCallOutcome, 'model' | 'provider' | 'tags' | 'metadata'> {
  /** Default `success`; with `error` what the error says. */
  status?: Exclude<`${LlmCallStatus}`, 'pending'>;
  error?: unknown;
  errorMessage?: string;
  errorType?: string;
  /** HTTP status or the provider's code. */
  errorCode?: string | number;
}

/** A call that is being made inside {@link LlmLoggerService.logCall}. */
export interface ActiveLlmCall {
  readonly id: string;
  readonly traceId: string;
  /** Adds what is known of the outcome so far; it is stored when the work ends. */
  update(outcome: LlmCallOutcome): void;
  /** The call has succeeded, though the work goes on: what comes after counts neither for its latency nor for its outcome. */
  complete(outcome?: LlmCallOutcome): void;
  /** A stream's first content has arrived: sets `timeToFirstTokenMs`. Only the first time counts. */
  firstToken(): void;
}
