import {
  applyVerdict,
  findSameCalls,
  type LlmSpanCall,
  nodeOf,
  parentCallOf,
  type ReadSpan,
  spanCallId,
  type Verdict,
} from 'llm-exchange/spans';
import type { SeenSpan, SeenTrace } from './seen-trace.js';

/** What follows for the rows of one trace from spans that came. */
export interface JoinedTrace {
  /** New rows. */
  readonly calls: readonly LlmSpanCall[];
  /** Rows that turned out to be around, or to repeat, a call that another row is. */
  readonly steps: readonly string[];
  /** Rows whose parent has come now. */
  readonly links: readonly { readonly id: string; readonly parentCallId: string }[];
  /** Spans whose call has a row already. */
  readonly repeated: number;
  /** More is known here than stands in rows: what other instances store later may belong to it. */
  readonly isOpen: boolean;
}

/** Puts spans of one trace to those that came before. Changes `trace`, whose order of coming makes no difference. */
export function joinTrace(trace: SeenTrace, reads: readonly ReadSpan[], now: number): JoinedTrace {
  const calls = new Map<string, LlmSpanCall>();
  for (const read of reads) {
    see(trace, read, now);
    if (read.call !== undefined) calls.set(read.span.spanId, read.call);
  }
  const verdicts = findSameCalls(trace.spans);
  const kept = [...calls.values()].filter((call) => !applyVerdict(call, verdicts.get(call.spanId), calls));
  const steps = turnIntoSteps(trace, calls, verdicts);
  for (const call of kept) call.parentCallId = parentOf(call, trace, verdicts);
  const links = linkWaiting(trace, calls);
  for (const call of kept) setLinked(trace, call.spanId, call.parentCallId !== null);
  const repeated = calls.size - kept.length;
  return { calls: kept, steps, links, repeated, isOpen: repeated > 0 || isOpen(trace) };
}

/** An own span's row is not there yet, or a way through a span without a row leads on to one that is not known. */
function isOpen({ spans, over }: SeenTrace): boolean {
  const ways = new Set<string>();
  for (const { id, isOwn, parentSpanId } of spans.values()) {
    if (isOwn && id !== undefined && !over.has(id)) return true;
    if (parentSpanId !== null) ways.add(parentSpanId);
  }
  for (const { id, spanId, parentSpanId } of spans.values())
    if (id === undefined && parentSpanId !== null && !spans.has(parentSpanId) && ways.has(spanId)) return true;
  return false;
}

function see(trace: SeenTrace, { span, call }: ReadSpan, now: number): void {
  const known = trace.spans.get(span.spanId);
  // A span without a time of our days has the id that it got first.
  if (call !== undefined && span.startMs === null)
    call.id = known?.id ?? spanCallId(span.traceId, span.spanId, span.start, now);
  trace.spans.set(span.spanId, { ...nodeOf(span, call), isLinked: known?.isLinked ?? call === undefined });
}

/** Of this request a span that repeats another has no row; one that came before has, and becomes a step. */
function turnIntoSteps(
  trace: SeenTrace,
  calls: ReadonlyMap<string, LlmSpanCall>,
  verdicts: ReadonlyMap<string, Verdict>,
): string[] {
  const steps: string[] = [];
  for (const [spanId, verdict] of verdicts) {
    const seen = trace.spans.get(spanId)!;
    const isNew = calls.has(spanId);
    if (!isNew && seen.id !== undefined) steps.push(seen.id);
    const kind = isNew && verdict.is === 'same' ? 'none' : 'step';
    trace.spans.set(spanId, { ...seen, kind, id: kind === 'none' ? undefined : seen.id });
  }
  return steps;
}

function linkWaiting(trace: SeenTrace, calls: ReadonlyMap<string, LlmSpanCall>): JoinedTrace['links'] {
  const links: { id: string; parentCallId: string }[] = [];
  for (const seen of trace.spans.values()) {
    if (seen.isLinked || seen.id === undefined || calls.has(seen.spanId)) continue;
    const parentCallId = parentOf(seen, trace, NONE);
    if (parentCallId === null || parentCallId === seen.id) continue;
    links.push({ id: seen.id, parentCallId });
    setLinked(trace, seen.spanId, true);
  }
  return links;
}

const NONE: ReadonlyMap<string, Verdict> = new Map();

/** The row of the nearest span around, or the call of an application with this log that began the work. */
function parentOf(
  span: Pick<SeenSpan, 'spanId' | 'parentSpanId'>,
  { spans, calls }: SeenTrace,
  verdicts: ReadonlyMap<string, Verdict>,
): string | null {
  const parent = parentCallOf(span, spans, verdicts);
  if (parent !== null || calls.size === 0) return parent;
  let at = span.parentSpanId;
  for (let step = 0; at !== null && spans.has(at) && step < 1_000; step += 1) at = spans.get(at)!.parentSpanId;
  return at === null ? null : (calls.get(at) ?? null);
}

function setLinked({ spans }: SeenTrace, spanId: string, isLinked: boolean): void {
  const seen = spans.get(spanId);
  if (seen !== undefined) spans.set(spanId, { ...seen, isLinked });
}
