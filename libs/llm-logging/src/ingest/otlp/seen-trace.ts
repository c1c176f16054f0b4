import type { SpanNode } from 'llm-exchange/spans';
import { spanIdOfCall } from '../../context/traceparent.js';
import type { SpanOfRow } from '../../storage/rows/span-of-row.js';
import type { StoredSpan } from '../../storage/rows/spans-of-traces.js';

/** A span that was seen, and what became of it. */
export interface SeenSpan extends SpanNode {
  /** Whether its row has its parent. */
  isLinked: boolean;
}

/** What is known of a trace's spans. */
export interface SeenTrace {
  readonly spans: Map<string, SeenSpan>;
  /** Calls of applications with this log, by the span id that stands for them in `traceparent`. */
  readonly calls: ReadonlyMap<string, string>;
  /** Those of them that are over: their rows name all of their spans. */
  readonly over: ReadonlySet<string>;
}

/** What is known of a trace from its rows. */
export function traceOf(rows: readonly StoredSpan[]): SeenTrace {
  const spans = new Map<string, SeenSpan>();
  const calls = new Map<string, string>();
  const over = new Set<string>();
  for (const row of rows) {
    const ofRow = row.via === 'otlp' ? receivedSpan(row) : ownSpans(row);
    for (const span of ofRow) spans.set(span.spanId, span);
    if (row.via === 'otlp') continue;
    calls.set(spanIdOfCall(row.id), row.id);
    if (!row.isPending) over.add(row.id);
  }
  return { spans, calls, over };
}

/** Adds what is stored by now. What was seen here is known better. */
export function withStored(trace: SeenTrace, rows: readonly StoredSpan[]): SeenTrace {
  const stored = traceOf(rows);
  return {
    spans: new Map([...stored.spans, ...trace.spans]),
    calls: new Map([...stored.calls, ...trace.calls]),
    over: new Set([...stored.over, ...trace.over]),
  };
}

function receivedSpan(row: StoredSpan): SeenSpan[] {
  if (row.spanId === null) return [];
  const { spanId, parentSpanId, responseId, parentCallId } = row;
  return [{ ...nodeOf(row), spanId, parentSpanId, responseId, isLinked: parentCallId !== null }];
}

/** As the receiver sees the application's own spans: a method's counts the tokens of its row, or is a step of what is in it. */
function ownSpans(row: StoredSpan): SeenSpan[] {
  const { callSpan, methodSpan, kind, promptTokens, completionTokens } = row;
  const recordedTokens =
    promptTokens === null && completionTokens === null ? undefined : (promptTokens ?? 0) + (completionTokens ?? 0);
  const ofMethod = { kind: kind === 'call' && recordedTokens === undefined ? ('none' as const) : kind, recordedTokens };
  return [...ownSpan(row, methodSpan, ofMethod), ...ownSpan(row, callSpan, {})];
}

function ownSpan(row: StoredSpan, span: SpanOfRow | null, more: Partial<SeenSpan>): SeenSpan[] {
  if (typeof span?.id !== 'string') return [];
  const parentSpanId = span.parentId ?? null;
  return [{ ...nodeOf(row), ...more, spanId: span.id, parentSpanId, responseId: null, isOwn: true, isLinked: true }];
}

type OfRow = Omit<SpanNode, 'spanId' | 'parentSpanId' | 'responseId'>;

function nodeOf({ id, kind, callType, model, promptTokens, completionTokens }: StoredSpan): OfRow {
  return { id, kind, callType, model, promptTokens, completionTokens };
}
