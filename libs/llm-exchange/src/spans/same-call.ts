import type { LlmSpanCall } from './span-call.js';

/** What must be known of a span to see whether another is the same call. */
export interface SpanNode {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  /** Its row; of a span that has none undefined. */
  readonly id: string | undefined;
  readonly kind: LlmSpanCall['kind'] | 'none';
  readonly callType: string | null;
  readonly model: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly responseId: string | null;
  /** Its call has a row by itself: it is not recorded once more, nor changed. */
  readonly isOwn?: boolean;
  /** Tokens that the row of an annotated method counts by itself. */
  readonly recordedTokens?: number | undefined;
}

/** `step`: the span is around the call that another one is; `same`: it repeats the call of the span `of` around it. */
export type Verdict = { readonly is: 'step' } | { readonly is: 'same'; readonly of: string };

/** Spans between two that may be one call. */
const MAX_STEPS = 64;
/** Agents, tools and retrievals make calls of their own. */
const PASSED: ReadonlySet<unknown> = new Set(['step', 'none']);

/**
 * Which of a trace's spans of calls repeat another: an SDK's own span below an instrumentation's, or a pipeline's around the model's. Of
 * two with usage the outer one is the call; an outer one without usage, or with that of several together, is a step.
 */
export function findSameCalls(nodes: ReadonlyMap<string, SpanNode>): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  const calls = [...nodes.values()].filter(({ kind }) => kind === 'call');
  if (calls.length < 2) return verdicts;
  const byDepth = calls.map((node) => ({ node, depth: depthOf(node, nodes) })).sort((a, b) => b.depth - a.depth);
  const inner = new Map<string, SpanNode[]>();
  for (const { node } of byDepth) {
    decide(node, inner.get(node.spanId) ?? [], verdicts);
    // What is in a step, or in what repeats it, belongs to what is around.
    const passed = verdicts.has(node.spanId) ? (inner.get(node.spanId) ?? []) : [node];
    const outer = callAround(node, nodes);
    if (outer === undefined) continue;
    const same = passed.filter((each) => isSame(outer, each));
    inner.set(outer.spanId, [...(inner.get(outer.spanId) ?? []), ...same]);
  }
  return verdicts;
}

function decide(outer: SpanNode, inner: readonly SpanNode[], verdicts: Map<string, Verdict>): void {
  if (inner.length === 0) return;
  if (inner.some(({ isOwn }) => isOwn)) return decideAroundOwn(outer, inner, verdicts);
  if (outer.isOwn) return decideInOwn(outer, inner, verdicts);
  const used = inner.filter(hasUsage);
  const isAround = used.length > 0 && (!hasUsage(outer) || (used.length > 1 && !repeatsOne(outer, used)));
  if (isAround) verdicts.set(outer.spanId, { is: 'step' });
  else for (const { spanId } of inner) verdicts.set(spanId, { is: 'same', of: outer.spanId });
}

/** The calls in it have their rows: it repeats the only one, or is around several. */
function decideAroundOwn(outer: SpanNode, inner: readonly SpanNode[], verdicts: Map<string, Verdict>): void {
  if (outer.isOwn) return;
  const rows = new Set(inner.map(({ id, spanId }) => id ?? spanId));
  verdicts.set(outer.spanId, rows.size === 1 ? { is: 'same', of: inner[0]!.spanId } : { is: 'step' });
}

/** Its row counts what is in it; an annotated method's only as many tokens as it has. */
function decideInOwn(outer: SpanNode, inner: readonly SpanNode[], verdicts: Map<string, Verdict>): void {
  const { recordedTokens: tokens } = outer;
  const isAll = tokens === undefined || inner.length === 1;
  const repeated = isAll ? inner : inner.filter((each) => tokensOf(each) === tokens);
  for (const { spanId } of repeated) verdicts.set(spanId, { is: 'same', of: outer.spanId });
}

function tokensOf({ promptTokens, completionTokens }: SpanNode): number {
  return (promptTokens ?? 0) + (completionTokens ?? 0);
}

/** Attempts that failed may have usage too. */
function repeatsOne(outer: SpanNode, inner: readonly SpanNode[]): boolean {
  return inner.some(
    (each) => each.promptTokens === outer.promptTokens && each.completionTokens === outer.completionTokens,
  );
}

function hasUsage({ promptTokens, completionTokens }: SpanNode): boolean {
  return promptTokens !== null || completionTokens !== null;
}

function callAround(node: SpanNode, nodes: ReadonlyMap<string, SpanNode>): SpanNode | undefined {
  let around = parentOf(node, nodes);
  for (let step = 0; around !== undefined && around !== node && step < MAX_STEPS; step += 1) {
    if (around.kind === 'call') return around;
    if (!PASSED.has(around.kind)) return undefined;
    around = parentOf(around, nodes);
  }
  return undefined;
}

function depthOf(node: SpanNode, nodes: ReadonlyMap<string, SpanNode>): number {
  let depth = 0;
  for (let around = parentOf(node, nodes); around !== undefined && depth < MAX_STEPS; depth += 1)
    around = parentOf(around, nodes);
  return depth;
}

function parentOf({ parentSpanId }: SpanNode, nodes: ReadonlyMap<string, SpanNode>): SpanNode | undefined {
  return parentSpanId === null ? undefined : nodes.get(parentSpanId);
}

function isSame(outer: SpanNode, inner: SpanNode): boolean {
  // A log's own span has the type that its application gave.
  if (!outer.isOwn && !inner.isOwn && outer.callType !== inner.callType) return false;
  if (outer.responseId !== null && inner.responseId !== null) return outer.responseId === inner.responseId;
  return isSameModel(outer.model, inner.model);
}

/** One names the model more exactly, or with its provider before it. */
function isSameModel(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return true;
  const [a, b] = [bare(one), bare(other)];
  return a.startsWith(b) || b.startsWith(a);
}

function bare(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).toLowerCase();
}
