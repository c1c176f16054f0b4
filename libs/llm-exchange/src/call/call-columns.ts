import { LlmCallKind } from './call-kind.js';
import { LlmCallType } from './call-type.js';

/**
 * How two events of one call become one row. `takes` below means: the newer event's outcome is taken
 * ({@link takesOutcome}).
 *
 * - `key`: the same in both.
 * - `kind`: the newer, unless it is the column's `usual` value (what is stored when only an outcome is known).
 * - `first`: what was known when the call started: the first value given stays, gaps are filled.
 * - `answered`: who answered: the outcome's value where it takes and has one, otherwise the first given.
 * - `outcome`: how it ended: all of the newer where it takes, otherwise all of the older.
 * - `bag`: joined.
 */
type MergeRule = 'key' | 'kind' | 'first' | 'answered' | 'outcome' | 'bag';

/**
 * What a member says of people.
 *
 * - `payload`: what was asked and answered: whatever people write.
 * - `text`: what may quote it: messages of errors, the application's own notes.
 * - `person`: points to a person, or to what one person did.
 * - `fact`: a number, a time, or a name of something that is nobody's.
 */
type Holds = 'payload' | 'text' | 'person' | 'fact';

interface CallColumn<H extends Holds = Holds> {
  readonly column: string;
  /** PostgreSQL type. */
  readonly type: string;
  readonly merge: MergeRule;
  readonly holds: H;
  /** What it is, where its name does not say so. */
  readonly description?: string | undefined;
  /** What is stored where nothing is given. */
  readonly usual?: string;
}

const column = (name: string, type: string, merge: MergeRule, description?: string): CallColumn<'fact'> => ({
  column: name,
  type,
  merge,
  holds: 'fact',
  description,
});

const kind = (name: string, usual: string, description?: string): CallColumn<'fact'> => ({
  ...column(name, 'text', 'kind', description),
  usual,
});

const payload = (name: string, type: string, merge: MergeRule, description?: string): CallColumn<'payload'> => ({
  ...column(name, type, merge, description),
  holds: 'payload',
});

const text = (name: string, type: string, merge: MergeRule): CallColumn<'text'> => ({
  ...column(name, type, merge),
  holds: 'text',
});

const person = (name: string, type: string): CallColumn<'person'> => ({
  ...column(name, type, 'first'),
  holds: 'person',
});

/**
 * Every column of `llm_calls` but `created_at`, by member name: the one list from which the wire format, the upsert, the
 * merge in memory, the entity, the reading of rows, the OpenAPI schema, and what is left out, hidden or erased where texts or persons are, follow.
 */
export const CALL_COLUMNS = {
  id: column('id', 'uuid', 'key', 'UUIDv7: sorts by start time'),
  callType: kind('call_type', LlmCallType.OTHER),
  kind: kind('kind', LlmCallKind.CALL, 'What the record is of: only `call` is a call of a model'),
  status: column('status', 'text', 'outcome'),
  provider: column('provider', 'text', 'answered'),
  model: column('model', 'text', 'answered', 'As answered by the provider'),
  requestModel: column('request_model', 'text', 'first', 'As asked for'),
  prompt: payload('prompt', 'text', 'first'),
  systemPrompt: payload('system_prompt', 'text', 'first'),
  temperature: column('temperature', 'double precision', 'first'),
  maxTokens: column('max_tokens', 'integer', 'first'),
  requestParameters: payload('request_parameters', 'jsonb', 'first', 'The rest of the request, tools included'),
  response: payload('response', 'text', 'outcome'),
  toolCalls: payload('tool_calls', 'jsonb', 'outcome'),
  finishReason: column('finish_reason', 'text', 'outcome'),
  attempts: column(
    'attempts',
    'integer',
    'outcome',
    'Times the provider was asked: more than 1 after retries; null where the exchange was not seen',
  ),
  promptTokens: column('prompt_tokens', 'integer', 'outcome', 'All input tokens, cached ones included'),
  completionTokens: column('completion_tokens', 'integer', 'outcome', 'All output tokens, reasoning ones included'),
  totalTokens: column('total_tokens', 'integer', 'outcome'),
  cachedPromptTokens: column('cached_prompt_tokens', 'integer', 'outcome'),
  cacheWriteTokens: column('cache_write_tokens', 'integer', 'outcome'),
  reasoningTokens: column('reasoning_tokens', 'integer', 'outcome'),
  serviceTier: column(
    'service_tier',
    'text',
    'outcome',
    'The tier that answered: `default`, `flex`, `priority`, `batch` …',
  ),
  usageDetails: column(
    'usage_details',
    'jsonb',
    'outcome',
    'What is billed beside plain tokens, such as `cacheWrite1hTokens`, `imageCompletionTokens`, `webSearches`',
  ),
  estimatedCost: column('estimated_cost', 'numeric(20,12)', 'outcome', 'USD; null where no price is known'),
  latencyMs: column('latency_ms', 'integer', 'outcome'),
  timeToFirstTokenMs: column(
    'time_to_first_token_ms',
    'integer',
    'outcome',
    'From start to the first content of a stream',
  ),
  startedAt: column('started_at', 'timestamptz', 'first'),
  completedAt: column('completed_at', 'timestamptz', 'outcome'),
  userId: person('user_id', 'text'),
  sessionId: person('session_id', 'text'),
  taskId: person('task_id', 'text'),
  companyId: column('company_id', 'text', 'first'),
  reviewId: person('review_id', 'text'),
  name: column(
    'name',
    'text',
    'first',
    "What was done: class and method of an annotated method, a span's name, or as given",
  ),
  origin: column('origin', 'text', 'first', 'What set it off: `POST /rag/ask`, `cron SentimentService.run` …'),
  via: column('via', 'text', 'first', 'How it was noticed'),
  release: column('release', 'text', 'first', 'Of the application'),
  environment: column('environment', 'text', 'first', 'Of the application: `production`, `staging` …'),
  promptName: column('prompt_name', 'text', 'first'),
  promptVersion: column('prompt_version', 'text', 'first'),
  traceId: person('trace_id', 'text'),
  parentCallId: person('parent_call_id', 'uuid'),
  errorMessage: text('error_message', 'text', 'outcome'),
  errorType: column('error_type', 'text', 'outcome'),
  errorCode: column('error_code', 'text', 'outcome', "HTTP status or the provider's code"),
  metadata: text('metadata', 'jsonb', 'bag'),
  tags: column('tags', 'text[]', 'bag'),
} satisfies Record<string, CallColumn>;

/** What the integer columns can hold: `latency_ms` ends after 24 days. */
export const MAX_INTEGER = 2_147_483_647;

export type CallMember = keyof typeof CALL_COLUMNS;
