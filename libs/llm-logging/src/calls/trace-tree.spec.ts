import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LlmCallKind, LlmCallStatus, newCallId } from 'llm-exchange/call';
import { LlmCall } from '../storage/rows/llm-call.entity.js';
import { buildTraceTree, type LlmTraceNode } from './trace-tree.js';

function call(members: Partial<LlmCall> & { id: string }): LlmCall {
  const nothing = {
    parentCallId: null,
    estimatedCost: null,
    totalTokens: null,
    model: null,
    promptTokens: null,
    completionTokens: null,
    latencyMs: null,
  };
  return Object.assign(new LlmCall(), {
    status: LlmCallStatus.SUCCESS,
    kind: LlmCallKind.CALL,
    startedAt: new Date(0),
    ...nothing,
    ...members,
  });
}

const size = (node: LlmTraceNode): number =>
  (node.call === null ? 0 : 1) + node.children.reduce((sum, child) => sum + size(child), 0);

describe('buildTraceTree', () => {
  it('sums up over a call and what is below it', () => {
    const [root, a, b, c] = [1, 2, 3, 4].map(() => newCallId());
    const tree = buildTraceTree([
      call({ id: c!, parentCallId: a!, status: LlmCallStatus.TIMEOUT, startedAt: new Date(50), latencyMs: 500 }),
      call({ id: root!, latencyMs: 100, estimatedCost: 0.1, promptTokens: 1, completionTokens: 2, totalTokens: 3 }),
      call({ id: b!, parentCallId: root!, model: 'm' }),
      call({ id: a!, parentCallId: root!, estimatedCost: 0.2, totalTokens: 4, startedAt: new Date(10), latencyMs: 20 }),
    ]);
    expect(tree.call?.id).toBe(root);
    expect(tree.children.map((child) => child.call?.id)).toEqual([a, b]);
    expect(tree.totals).toEqual({
      calls: 4,
      errors: 1,
      cost: 0.3,
      unpricedCalls: 1,
      promptTokens: 1,
      completionTokens: 2,
      totalTokens: 7,
      latencyMs: 550,
    });
    expect(tree.children[0]!.totals).toMatchObject({ calls: 2, errors: 1, cost: 0.2, latencyMs: 540 });
  });

  it('joins several top-level calls under a root without a call', () => {
    const tree = buildTraceTree([call({ id: newCallId() }), call({ id: newCallId(), parentCallId: newCallId() })]);
    expect(tree.call).toBeNull();
    expect(tree.children).toHaveLength(2);
    expect(buildTraceTree([])).toMatchObject({ call: null, children: [], totals: { calls: 0, latencyMs: 0 } });
  });

  it('shows each call once, whoever claims to be whose parent', () => {
    const ids = Array.from({ length: 8 }, () => newCallId());
    const parents = fc.array(fc.option(fc.constantFrom(...ids)), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(parents, (claimed) => {
        const tree = buildTraceTree(ids.map((id, index) => call({ id, parentCallId: claimed[index] ?? null })));
        expect(size(tree)).toBe(8);
        expect(tree.totals.calls).toBe(8);
      }),
    );
  });
});
