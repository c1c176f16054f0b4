import type { LlmToolCall } from '../call/call-record.js';
import type { TokenMember } from '../call/exchange-members.js';
import type { Json } from '../reading/json-reading.js';
import type { LlmResultReading } from '../reading/result-reading.js';
import type { Span } from './span.js';

/** What a span is of. `none`: nothing that belongs in a log of calls. */
export type SpanKind = 'call' | 'step' | 'tool' | 'retrieval' | 'agent' | 'none';

/** Tokens as an instrumentation counts them. */
export type SpanUsage = { [M in TokenMember | 'audioPromptTokens' | 'audioCompletionTokens']?: number | undefined };

/** What a span says of its call, in one dialect. Members that it does not say are undefined. */
export interface SpanSaid extends SpanUsage {
  kind?: SpanKind | undefined;
  callType?: string | undefined;
  provider?: string | undefined;
  requestModel?: string | undefined;
  model?: string | undefined;
  responseId?: string | undefined;
  /** A request as a provider gets it, or a part of one: messages, system, temperature, tools … */
  request?: Json | undefined;
  prompt?: string | undefined;
  response?: string | undefined;
  toolCalls?: LlmToolCall[] | undefined;
  finishReason?: string | undefined;
  temperature?: number | undefined;
  maxTokens?: number | undefined;
  /** What the provider itself answered as usage, read by its own rules. */
  providerUsage?: Partial<LlmResultReading> | undefined;
  usageDetails?: Readonly<Record<string, number | undefined>> | undefined;
  /** `promptTokens` leave out what the cache has: only where a dialect is known for it. */
  leavesOutCached?: boolean | undefined;
  /** `completionTokens` leave out thoughts: the same. */
  leavesOutReasoning?: boolean | undefined;
  /** USD. */
  cost?: number | undefined;
  timeToFirstTokenMs?: number | undefined;
  /** Where the span itself is but the end of it. */
  durationMs?: number | undefined;
  serviceTier?: string | undefined;
  userId?: string | undefined;
  sessionId?: string | undefined;
  companyId?: string | undefined;
  taskId?: string | undefined;
  reviewId?: string | undefined;
  promptName?: string | undefined;
  promptVersion?: string | undefined;
  release?: string | undefined;
  environment?: string | undefined;
  errorMessage?: string | undefined;
  errorType?: string | undefined;
  /** HTTP status or the provider's code. */
  errorCode?: string | undefined;
  tags?: string[] | undefined;
  metadata?: Json | undefined;
}

/** The members that any value of a type may stand in. */
type MembersFor<Value> = { [M in keyof SpanSaid]-?: [Value] extends [SpanSaid[M]] ? M : never }[keyof SpanSaid];

/** One instrumentation's words. Where several dialects speak in one span, the first of the list counts, member by member. */
export interface Dialect {
  /** Whether a span speaks it at all. */
  speaks(span: Span): boolean;
  /** Attributes by member, best first. */
  readonly texts?: Readonly<Partial<Record<MembersFor<string>, readonly string[]>>>;
  readonly numbers?: Readonly<Partial<Record<MembersFor<number>, readonly string[]>>>;
  /** What no table says. It goes before the tables. */
  read?(span: Span): SpanSaid;
}

export function readDialect(dialect: Dialect, span: Span): SpanSaid {
  const said: Record<string, unknown> = { ...dialect.read?.(span) };
  for (const [member, names] of Object.entries(dialect.texts ?? {})) said[member] ??= span.attributes.text(...names);
  for (const [member, names] of Object.entries(dialect.numbers ?? {}))
    said[member] ??= span.attributes.number(...names);
  return said;
}
