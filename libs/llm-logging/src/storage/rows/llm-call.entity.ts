import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import {
  type LlmCallKind,
  LlmCallStatus,
  type LlmCallVia,
  type LlmToolCall,
  type LlmUsageDetails,
} from 'llm-exchange/call';

/** PostgreSQL's `numeric` arrives as text. */
const numeric = {
  to: (value: number | null) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

/** One LLM call: a row of `llm_calls`. What the call did not say is null. The table is made by migrations, never synchronised. */
@Entity({ name: 'llm_calls', synchronize: false })
export class LlmCall {
  /** UUIDv7: sorts by start time. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'call_type' })
  callType!: string;

  /** Only `call` is a call of a model. */
  @Column('text')
  kind!: LlmCallKind;

  @Column('text')
  status!: LlmCallStatus;

  @Column('text', { nullable: true })
  provider!: string | null;

  /** As answered by the provider. */
  @Column('text', { nullable: true })
  model!: string | null;

  /** As asked for. */
  @Column('text', { name: 'request_model', nullable: true })
  requestModel!: string | null;

  @Column('text', { nullable: true })
  prompt!: string | null;

  @Column('text', { name: 'system_prompt', nullable: true })
  systemPrompt!: string | null;

  @Column('double precision', { nullable: true })
  temperature!: number | null;

  @Column('integer', { name: 'max_tokens', nullable: true })
  maxTokens!: number | null;

  /** The rest of the request, tools included. */
  @Column('jsonb', { name: 'request_parameters', nullable: true })
  requestParameters!: Record<string, unknown> | null;

  @Column('text', { nullable: true })
  response!: string | null;

  @Column('jsonb', { name: 'tool_calls', nullable: true })
  toolCalls!: LlmToolCall[] | null;

  @Column('text', { name: 'finish_reason', nullable: true })
  finishReason!: string | null;

  /** Times the provider was asked: more than 1 after retries. Null where the exchange was not seen. */
  @Column('integer', { nullable: true })
  attempts!: number | null;

  /** All input tokens, cached ones included. */
  @Column('integer', { name: 'prompt_tokens', nullable: true })
  promptTokens!: number | null;

  /** All output tokens, reasoning ones included. */
  @Column('integer', { name: 'completion_tokens', nullable: true })
  completionTokens!: number | null;

  @Column('integer', { name: 'total_tokens', nullable: true })
  totalTokens!: number | null;

  @Column('integer', { name: 'cached_prompt_tokens', nullable: true })
  cachedPromptTokens!: number | null;

  @Column('integer', { name: 'cache_write_tokens', nullable: true })
  cacheWriteTokens!: number | null;

  @Column('integer', { name: 'reasoning_tokens', nullable: true })
  reasoningTokens!: number | null;

  /** The tier that answered: `default`, `flex`, `priority`, `batch` … */
  @Column('text', { name: 'service_tier', nullable: true })
  serviceTier!: string | null;

  /** What is billed beside plain tokens. */
  @Column('jsonb', { name: 'usage_details', nullable: true })
  usageDetails!: LlmUsageDetails | null;

  /** USD; null where no price is known. */
  @Column('numeric', { name: 'estimated_cost', precision: 20, scale: 12, nullable: true, transformer: numeric })
  estimatedCost!: number | null;

  @Column('integer', { name: 'latency_ms', nullable: true })
  latencyMs!: number | null;

  /** From start to the first content of a stream. */
  @Column('integer', { name: 'time_to_first_token_ms', nullable: true })
  timeToFirstTokenMs!: number | null;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'completed_at', nullable: true })
  completedAt!: Date | null;

  @Column('text', { name: 'user_id', nullable: true })
  userId!: string | null;

  @Column('text', { name: 'session_id', nullable: true })
  sessionId!: string | null;

  @Column('text', { name: 'task_id', nullable: true })
  taskId!: string | null;

  @Column('text', { name: 'company_id', nullable: true })
  companyId!: string | null;

  @Column('text', { name: 'review_id', nullable: true })
  reviewId!: string | null;

  /** What was done: class and method of an annotated method, a span's name, or as told. */
  @Column('text', { nullable: true })
  name!: string | null;

  /** What set it off: `POST /rag/ask`, `cron SentimentService.run` … */
  @Column('text', { nullable: true })
  origin!: string | null;

  /** How it was noticed. */
  @Column('text', { nullable: true })
  via!: LlmCallVia | null;

  /** Of the application. */
  @Column('text', { nullable: true })
  release!: string | null;

  /** Of the application: `production`, `staging` … */
  @Column('text', { nullable: true })
  environment!: string | null;

  @Column('text', { name: 'prompt_name', nullable: true })
  promptName!: string | null;

  @Column('text', { name: 'prompt_version', nullable: true })
  promptVersion!: string | null;

  @Column('text', { name: 'trace_id', nullable: true })
  traceId!: string | null;

  @Column('uuid', { name: 'parent_call_id', nullable: true })
  parentCallId!: string | null;

  @Column('text', { name: 'error_message', nullable: true })
  errorMessage!: string | null;

  @Column('text', { name: 'error_type', nullable: true })
  errorType!: string | null;

  /** HTTP status or the provider's code. */
  @Column('text', { name: 'error_code', nullable: true })
  errorCode!: string | null;

  @Column('jsonb')
  metadata!: Record<string, unknown>;

  @Column('text', { array: true })
  tags!: string[];

  /** When the row was first written. */
  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
