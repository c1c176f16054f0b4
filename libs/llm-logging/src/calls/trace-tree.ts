import { LlmCallKind, LlmCallStatus } from 'llm-exchange/call';
import type { LlmCall } from '../storage/rows/llm-call.entity.js';

/** Sums over a call and everything below it. Of records that are no calls, only the time counts. */
export interface LlmTraceTotals {
  calls: number;
  /** Calls that failed or timed out. */
  errors: number;
  /** USD, of the calls whose price is known. */
  cost: number;
  /** Calls that used tokens, or were answered by a model, but whose price is not known. */
  unpricedCalls: number;
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
  /** From the first start to the last end, in ms. */
  latencyMs: number;
}

/** A call with the calls made inside it, in the order of their start. */
export interface LlmTraceNode {
  /** Null in a root that only joins several top-level calls. */
  call: LlmCall | null;
  /** The call's texts are null because those of the calls before it fill the answer: read the call by itself. */
  textsLeftOut: boolean;
  children: LlmTraceNode[];
  totals: LlmTraceTotals;
}

/**
 * The calls of one trace as a tree. A call whose parent is not among them stands at the top.
 * @param textless ids of calls that were read without their texts.
 */
export function buildTraceTree(calls: readonly LlmCall[], textless: ReadonlySet<string> = new Set()): LlmTraceNode {
  const ordered = [...calls].sort((a, b) => (a.id < b.id ? -1 : 1));
  const children = childrenByParent(ordered);
  const grow = (call: LlmCall): LlmTraceNode =>
    node(call, (children.get(call.id) ?? []).map(grow), textless.has(call.id));
  const top = (children.get(null) ?? []).map(grow);
  return top.length === 1 ? top[0]! : node(null, top, false);
}

/** Calls by the parent they stand under, null for the top: a parent starts before its children, so ids that do not sort so make no circle. */
function childrenByParent(calls: readonly LlmCall[]): Map<string | null, LlmCall[]> {
  const ids = new Set(calls.map(({ id }) => id));
  const children = new Map<string | null, LlmCall[]>();
  for (const call of calls) {
    const { id, parentCallId } = call;
    const parent = parentCallId !== null && parentCallId < id && ids.has(parentCallId) ? parentCallId : null;
    children.set(parent, [...(children.get(parent) ?? []), call]);
  }
  return children;
}

function node(call: LlmCall | null, children: LlmTraceNode[], textsLeftOut: boolean): LlmTraceNode {
  const parts = [...(call === null ? [] : [totalsOf(call)]), ...children.map(({ totals }) => totals)];
  const calls = descendants(call, children);
  return { call, textsLeftOut, children, totals: { ...sum(parts), latencyMs: duration(calls) } };
}

const NOTHING: LlmTraceTotals = {
  calls: 0,
  errors: 0,
  cost: 0,
  unpricedCalls: 0,
  promptTokens: 0,
  completionTokens: 0,
  totalTokens: 0,
  latencyMs: 0,
};

/** Only calls of models count. */
function totalsOf(call: LlmCall): LlmTraceTotals {
  if (call.kind !== LlmCallKind.CALL) return NOTHING;
  const failed = call.status === LlmCallStatus.ERROR || call.status === LlmCallStatus.TIMEOUT;
  const billed = call.totalTokens !== null || (call.status === LlmCallStatus.SUCCESS && call.model !== null);
  return {
    calls: 1,
    errors: failed ? 1 : 0,
    cost: call.estimatedCost ?? 0,
    unpricedCalls: billed && call.estimatedCost === null ? 1 : 0,
    promptTokens: call.promptTokens ?? 0,
    completionTokens: call.completionTokens ?? 0,
    totalTokens: call.totalTokens ?? 0,
    latencyMs: 0,
  };
}

function sum(parts: readonly LlmTraceTotals[]): LlmTraceTotals {
  const totals = { ...NOTHING };
  for (const part of parts) for (const key of Object.keys(totals) as (keyof LlmTraceTotals)[]) totals[key] += part[key];
  // Costs have twelve decimals, sums of floats more.
  return { ...totals, cost: Number(totals.cost.toFixed(12)) };
}

function descendants(call: LlmCall | null, children: readonly LlmTraceNode[]): LlmCall[] {
  return [...(call === null ? [] : [call]), ...children.flatMap((child) => descendants(child.call, child.children))];
}

function duration(calls: readonly LlmCall[]): number {
  if (calls.length === 0) return 0;
  const start = calls.reduce((first, { startedAt }) => Math.min(first, startedAt.getTime()), Infinity);
  const end = calls.reduce(
    (last, { startedAt, latencyMs }) => Math.max(last, startedAt.getTime() + (latencyMs ?? 0)),
    0,
  );
  return end - start;
}
