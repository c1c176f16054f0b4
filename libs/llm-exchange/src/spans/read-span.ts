import { USED } from '../call/exchange-members.js';
import { attempt, object, type Json } from '../reading/json-reading.js';
import { readLlmRequest, type LlmRequestReading } from '../exchange/request-reading.js';
import { readDialect, type SpanKind, type SpanSaid } from './dialect.js';
import { DIALECTS } from './dialects.js';
import { isOwn } from './own-span.js';
import { modelParts, providerName } from './provider-name.js';
import { spanCallId } from './span-call-id.js';
import type { LlmSpanCall } from './span-call.js';
import { tokensOf } from './span-usage.js';
import type { Span } from './span.js';

/** The call, step, tool, retrieval or agent that a span is; undefined where it is none, or has a row by itself. Never throws. */
export function readSpan(span: Span): LlmSpanCall | undefined {
  return isOwn(span) ? undefined : readAnySpan(span);
}

/** As {@link readSpan}, whoever made the span. */
export function readAnySpan(span: Span): LlmSpanCall | undefined {
  const said = saidBy(span);
  const kind = kindOf(said);
  if (kind === 'none') return undefined;
  const times = timesOf(span, said);
  const startMs = times.startedAt === null ? 0 : Date.parse(times.startedAt);
  return {
    id: spanCallId(span.traceId, span.spanId, span.start, startMs),
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    parentCallId: null,
    kind,
    name: span.name,
    status: said.errorMessage !== undefined || said.errorType !== undefined ? 'error' : 'success',
    ...times,
    ...textsOf(said),
    ...(kind === 'call' ? figuresOf(said) : NO_FIGURES),
    ...peopleOf(said),
    errorMessage: said.errorMessage ?? null,
    errorType: said.errorType ?? null,
    errorCode: said.errorCode ?? null,
    tags: said.tags ?? null,
    metadata: said.metadata ?? null,
    service: span.resource.text('service.name') ?? null,
    responseId: said.responseId ?? null,
  };
}

/** All dialects of a span joined: the first to say a member counts; requests and metadata are joined. */
function saidBy(span: Span): SpanSaid {
  const all: SpanSaid = {};
  const said = all as Record<string, unknown>;
  for (const dialect of DIALECTS) {
    if (!dialect.speaks(span)) continue;
    const more = attempt(() => readDialect(dialect, span)) ?? {};
    for (const [member, value] of Object.entries(more)) {
      if (value === undefined) continue;
      said[member] =
        member === 'request' || member === 'metadata' ? joined(value, said[member]) : (said[member] ?? value);
    }
  }
  return all;
}

function joined(later: unknown, first: unknown): Json {
  return { ...object(later), ...object(first) };
}

/** Without a dialect's word a span is a call that has used tokens or money, or has a model and says what was answered. */
function kindOf(said: SpanSaid): SpanKind {
  if (said.kind !== undefined) return said.kind;
  const used = [said.promptTokens, said.completionTokens, said.providerUsage, said.cost];
  if (used.some((value) => value !== undefined)) return 'call';
  const hasModel = said.model !== undefined || said.requestModel !== undefined;
  return hasModel && (said.response !== undefined || said.request !== undefined) ? 'call' : 'none';
}

function timesOf(
  { startMs, durationMs }: Span,
  said: SpanSaid,
): Pick<LlmSpanCall, 'startedAt' | 'completedAt' | 'latencyMs' | 'timeToFirstTokenMs'> {
  const latency = said.durationMs ?? durationMs;
  const endMs = startMs === null || durationMs === null ? null : startMs + durationMs;
  const startedMs = said.durationMs === undefined || endMs === null ? startMs : endMs - said.durationMs;
  return {
    startedAt: isoOf(startedMs),
    completedAt: isoOf(endMs),
    latencyMs: latency === null ? null : Math.round(latency),
    timeToFirstTokenMs: said.timeToFirstTokenMs === undefined ? null : Math.round(said.timeToFirstTokenMs),
  };
}

function isoOf(ms: number | null): string | null {
  return ms === null || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15 ? null : new Date(ms).toISOString();
}

type Texts = Pick<LlmSpanCall, 'callType' | 'response' | 'toolCalls' | 'finishReason'> &
  Omit<LlmRequestReading, 'requestModel'>;

function textsOf(said: SpanSaid): Texts {
  const read = attempt(() => readLlmRequest(said.request));
  return {
    callType: said.callType ?? (said.kind === undefined || said.kind === 'call' ? 'chat' : 'other'),
    prompt: said.prompt ?? read?.prompt ?? null,
    systemPrompt: read?.systemPrompt ?? null,
    temperature: said.temperature ?? read?.temperature ?? null,
    maxTokens: said.maxTokens ?? read?.maxTokens ?? null,
    requestParameters: read?.requestParameters ?? null,
    response: said.response ?? null,
    toolCalls: said.toolCalls ?? null,
    finishReason: said.finishReason ?? null,
  };
}

/** What only calls have: agents and steps repeat the model and the usage of the calls in them. */
export const OF_CALLS = ['provider', 'model', 'requestModel', ...USED] as const;

type Figures = Pick<LlmSpanCall, (typeof OF_CALLS)[number]>;

function figuresOf(said: SpanSaid): Figures {
  const asked = said.requestModel ?? said.model;
  const answered = said.model ?? said.requestModel;
  return {
    ...tokensOf(said),
    provider: providerName(said.provider) ?? (asked === undefined ? undefined : modelParts(asked).provider) ?? null,
    model: answered ?? null,
    requestModel: asked ?? null,
    serviceTier: (said.serviceTier ?? said.providerUsage?.serviceTier)?.toLowerCase() ?? null,
    estimatedCost: said.cost ?? said.providerUsage?.providerCost ?? null,
  };
}

const NO_FIGURES = Object.fromEntries(OF_CALLS.map((member) => [member, null])) as unknown as Figures;

const PEOPLE = [
  'userId',
  'sessionId',
  'taskId',
  'companyId',
  'reviewId',
  'promptName',
  'promptVersion',
  'release',
  'environment',
] as const;

function peopleOf(said: SpanSaid): Pick<LlmSpanCall, (typeof PEOPLE)[number]> {
  return Object.fromEntries(PEOPLE.map((member) => [member, said[member] ?? null])) as never;
}
