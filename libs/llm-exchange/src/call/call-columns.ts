import { fact, payload, person, text, type CallColumn } from './call-column.js';
import { LlmCallKind } from './call-kind.js';
import { LlmCallType } from './call-type.js';

/** One or several names. */
const NAMES = { by: 'some', of: 'statistics' } as const;
/** An id that rollups do not know. */
const ID = { by: 'one', of: 'costs' } as const;

/**
 * Every column of `llm_calls` but `created_at`, by member name: the one list from which the wire format, the upsert, the merge in memory, the
 * entity, the reading of rows, the checks of what is given, the filters with their queries and options, the OpenAPI schemas, the columns of
 * exports and indexes, and what is left out, hidden or erased where texts or persons are, follow.
 */
export const CALL_COLUMNS = {
  id: fact('id', 'callId', 'key', { own: true, always: true, description: 'UUIDv7: sorts by start time' }),
  callType: fact('call_type', 'callType', 'kind', {
    usual: LlmCallType.OTHER,
    always: true,
    filter: NAMES,
    example: 'chat',
  }),
  kind: fact('kind', 'callKind', 'kind', {
    usual: LlmCallKind.CALL,
    always: true,
    filter: NAMES,
    description: 'What the record is of: only `call` is a call of a model',
  }),
  status: fact('status', 'status', 'outcome', { own: true, always: true, filter: NAMES }),
  provider: fact('provider', 'name', 'answered', { exchange: 'asked', filter: NAMES, example: 'openai' }),
  model: fact('model', 'name', 'answered', {
    exchange: 'answered',
    filter: NAMES,
    description: 'As answered by the provider',
    example: 'gpt-4o-2024-08-06',
  }),
  requestModel: fact('request_model', 'name', 'first', {
    exchange: 'asked',
    description: 'As asked for',
    example: 'gpt-4o',
  }),
  prompt: payload('prompt', 'text', 'first', { exchange: 'asked' }),
  systemPrompt: payload('system_prompt', 'text', 'first', { exchange: 'asked' }),
  temperature: fact('temperature', 'number', 'first', { exchange: 'asked', report: false }),
  maxTokens: fact('max_tokens', 'count', 'first', { exchange: 'asked', report: false }),
  requestParameters: payload('request_parameters', 'bag', 'first', {
    exchange: 'asked',
    description: 'The rest of the request, tools included',
  }),
  response: payload('response', 'text', 'outcome', { exchange: 'answered' }),
  toolCalls: payload('tool_calls', 'toolCalls', 'outcome', { exchange: 'answered' }),
  finishReason: fact('finish_reason', 'name', 'outcome', { exchange: 'answered' }),
  attempts: fact('attempts', 'count', 'outcome', {
    exchange: 'answered',
    report: false,
    description: 'Times the provider was asked: more than 1 after retries; null where the exchange was not seen',
  }),
  promptTokens: fact('prompt_tokens', 'count', 'outcome', {
    exchange: 'used',
    description: 'All input tokens, cached ones included',
  }),
  completionTokens: fact('completion_tokens', 'count', 'outcome', {
    exchange: 'used',
    description: 'All output tokens, reasoning ones included',
  }),
  totalTokens: fact('total_tokens', 'count', 'outcome', { exchange: 'used' }),
  cachedPromptTokens: fact('cached_prompt_tokens', 'count', 'outcome', { exchange: 'used' }),
  cacheWriteTokens: fact('cache_write_tokens', 'count', 'outcome', { exchange: 'used' }),
  reasoningTokens: fact('reasoning_tokens', 'count', 'outcome', { exchange: 'used' }),
  serviceTier: fact('service_tier', 'name', 'outcome', {
    exchange: 'used',
    filter: { by: 'some', of: 'lists' },
    description: 'The tier that answered: `default`, `flex`, `priority`, `batch` …',
    example: 'flex',
  }),
  usageDetails: fact('usage_details', 'counts', 'outcome', {
    exchange: 'used',
    report: false,
    description:
      'What is billed beside plain tokens, such as `cacheWrite1hTokens`, `imageCompletionTokens`, `webSearches`',
  }),
  estimatedCost: fact('estimated_cost', 'usd', 'outcome', {
    exchange: 'used',
    filter: { by: 'least', of: 'costs', as: 'minCost' },
    report: 'cost_usd',
    description: 'USD; null where no price is known',
  }),
  latencyMs: fact('latency_ms', 'ms', 'outcome', { filter: { by: 'least', of: 'costs', as: 'minLatencyMs' } }),
  timeToFirstTokenMs: fact('time_to_first_token_ms', 'ms', 'outcome', {
    description: 'From start to the first content of a stream',
  }),
  startedAt: fact('started_at', 'time', 'first', { always: true }),
  completedAt: fact('completed_at', 'time', 'outcome'),
  userId: person('user_id', 'name', 'first', { filter: { by: 'one', of: 'statistics' } }),
  sessionId: person('session_id', 'name', 'first', { filter: ID }),
  taskId: person('task_id', 'name', 'first', { filter: ID }),
  companyId: fact('company_id', 'name', 'first', { filter: { by: 'one', of: 'statistics' } }),
  reviewId: person('review_id', 'name', 'first', { filter: ID }),
  name: fact('name', 'name', 'first', {
    filter: NAMES,
    description: "What was done: class and method of an annotated method, a span's name, or as given",
    example: 'ChatService.reply',
  }),
  origin: fact('origin', 'name', 'first', {
    filter: NAMES,
    description: 'What set it off: `POST /rag/ask`, `cron SentimentService.run` …',
    example: 'POST /rag/ask',
  }),
  via: fact('via', 'via', 'first', { own: true, filter: NAMES, description: 'How it was noticed' }),
  release: fact('release', 'name', 'first', { filter: NAMES, description: 'Of the application' }),
  environment: fact('environment', 'name', 'first', {
    filter: NAMES,
    description: 'Of the application: `production`, `staging` …',
    example: 'production',
  }),
  promptName: fact('prompt_name', 'name', 'first', { filter: NAMES }),
  promptVersion: fact('prompt_version', 'name', 'first', { filter: NAMES }),
  traceId: person('trace_id', 'name', 'first', { filter: ID }),
  parentCallId: person('parent_call_id', 'callId', 'first', { filter: { by: 'one', of: 'lists' } }),
  errorMessage: text('error_message', 'text', 'outcome'),
  errorType: fact('error_type', 'name', 'outcome'),
  errorCode: fact('error_code', 'name', 'outcome', { description: "HTTP status or the provider's code" }),
  metadata: text('metadata', 'bag', 'bag', { always: true, filter: { by: 'part', of: 'lists' } }),
  tags: fact('tags', 'tags', 'bag', { always: true, filter: { by: 'all', of: 'statistics' } }),
} satisfies Record<string, CallColumn>;

export type CallColumns = typeof CALL_COLUMNS;
export type CallMember = keyof CallColumns;

/** The names of members whose columns are such. */
export type MemberThat<Is> = { [M in CallMember]: CallColumns[M] extends Is ? M : never }[CallMember];

/** Every member, in the order of the list. */
export const CALL_MEMBERS = Object.keys(CALL_COLUMNS) as readonly CallMember[];

/** What an event of a call may give: the others are the log's own. */
export type GivenMember = Exclude<CallMember, MemberThat<{ readonly own: true }>>;
