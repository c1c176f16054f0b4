import { isObject } from '../reading/json-reading.js';
import { findSameCalls, type SpanNode, type Verdict } from './same-call.js';
import type { LlmSpanCall } from './span-call.js';
import { isOwn, ownCallId, recordedTokens } from './own-span.js';
import { OF_CALLS, readAnySpan, readSpan } from './read-span.js';
import { spansIn, type Span } from './span.js';

/** A span, and what it is of; undefined where it is nothing for the log. */
export interface ReadSpan {
  readonly span: Span;
  readonly call: LlmSpanCall | undefined;
}

/**
 * The calls in spans of OpenTelemetry, in any of the dialects of instrumentations, with the agents, tools, retrievals and
 * steps around them. Two spans for one call are one. Pure; never throws: spans that are none of these, or broken, are left out.
 *
 * @param resourceSpans as in the JSON form of OTLP: the list, or the object that holds it
 */
export function callsOfSpans(resourceSpans: unknown): LlmSpanCall[] {
  const traces = new Map<string, { calls: Map<string, LlmSpanCall>; nodes: Map<string, SpanNode> }>();
  for (const span of spansIn(resourceSpansIn(resourceSpans))) {
    if (span === undefined) continue;
    const call = readSpan(span);
    const trace = traces.get(span.traceId) ?? { calls: new Map(), nodes: new Map() };
    traces.set(span.traceId, trace);
    trace.nodes.set(span.spanId, nodeOf(span, call));
    if (call !== undefined) trace.calls.set(span.spanId, call);
  }
  return [...traces.values()].flatMap(({ calls, nodes }) => joinCalls(calls, nodes));
}

/** `resourceSpans` themselves, or in a body. */
export function resourceSpansIn(given: unknown): unknown {
  return isObject(given) ? given['resourceSpans'] : given;
}

export function nodeOf(span: Span, call: LlmSpanCall | undefined): SpanNode {
  if (isOwn(span)) return ownNodeOf(span);
  return { ...reportedBy(span, call), id: call?.id };
}

/** Its row is there, so it is no call to be recorded; but what is around or below it may repeat it. */
function ownNodeOf(span: Span): SpanNode {
  const tokens = recordedTokens(span);
  const node = reportedBy(span, readAnySpan(span));
  const kind = node.kind === 'none' && tokens !== undefined ? 'call' : node.kind;
  return { ...node, kind, id: ownCallId(span), isOwn: true, recordedTokens: tokens };
}

function reportedBy({ spanId, parentSpanId }: Span, call: LlmSpanCall | undefined): Omit<SpanNode, 'id'> {
  return {
    spanId,
    parentSpanId,
    kind: call?.kind ?? 'none',
    callType: call?.callType ?? null,
    model: call?.model ?? call?.requestModel ?? null,
    promptTokens: call?.promptTokens ?? null,
    completionTokens: call?.completionTokens ?? null,
    responseId: call?.responseId ?? null,
  };
}

/** The calls of one trace without those that repeat another, with their parents. Changes and returns them. */
function joinCalls(calls: Map<string, LlmSpanCall>, nodes: ReadonlyMap<string, SpanNode>): LlmSpanCall[] {
  const verdicts = findSameCalls(nodes);
  const kept = [...calls.values()].filter((call) => !applyVerdict(call, verdicts.get(call.spanId), calls));
  for (const call of kept) call.parentCallId = parentCallOf(call, nodes, verdicts);
  return kept;
}

/** @returns whether another span has the call now. */
export function applyVerdict(
  call: LlmSpanCall,
  verdict: Verdict | undefined,
  calls: ReadonlyMap<string, LlmSpanCall>,
): boolean {
  if (verdict === undefined) return false;
  if (verdict.is === 'step') {
    asStep(call);
    return false;
  }
  const outer = calls.get(verdict.of);
  if (outer === undefined) return true;
  fillFrom(outer, call);
  return true;
}

function asStep(call: LlmSpanCall): void {
  call.kind = 'step';
  for (const member of OF_CALLS) call[member] = null;
}

/** Not the inner one's outcome: an attempt in a call may fail, and the call succeed. */
const ITS_OWN: ReadonlySet<string> = new Set([
  'errorMessage',
  'errorType',
  'errorCode',
  'parentSpanId',
  'parentCallId',
]);

function fillFrom(outer: LlmSpanCall, inner: LlmSpanCall): void {
  const members = outer as unknown as Record<string, unknown>;
  for (const [member, value] of Object.entries(inner)) if (!ITS_OWN.has(member)) members[member] ??= value;
}

/** The nearest span around a call that has a row; undefined where the way there is not known. */
export function parentCallOf(
  { spanId, parentSpanId }: Pick<SpanNode, 'spanId' | 'parentSpanId'>,
  nodes: ReadonlyMap<string, SpanNode>,
  verdicts: ReadonlyMap<string, Verdict>,
): string | null {
  let at = parentSpanId;
  for (let step = 0; at !== null && at !== spanId && step < 1_000; step += 1) {
    const around = nodes.get(at);
    if (around === undefined) return null;
    if (around.id !== undefined && verdicts.get(at)?.is !== 'same') return around.id;
    at = around.parentSpanId;
  }
  return null;
}
