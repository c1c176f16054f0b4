import { describe, expect, it } from '@jest/globals';
import { CHAT, resourceSpansOf, USED, type GivenSpan } from '../../../../test/support/otlp-spans.js';
import { callsOfSpans } from './calls-of-spans.js';
import type { LlmSpanCall } from './span-call.js';

function callsIn(...spans: GivenSpan[]): LlmSpanCall[] {
  return callsOfSpans(resourceSpansOf(...spans));
}

describe('two spans of one call', () => {
  it('counts the outer of two with the same usage, and fills its gaps', () => {
    const calls = callsIn(
      { id: '2', parent: '9', attributes: { ...CHAT, ...USED, 'gen_ai.response.id': 'r-1' } },
      { id: '9', parent: '1', attributes: { 'http.request.method': 'POST' } },
      { id: '1', name: 'outer', attributes: { ...CHAT, ...USED, 'user.id': 'u' } },
    );
    expect(calls).toMatchObject([{ kind: 'call', name: 'outer', userId: 'u', responseId: 'r-1' }]);
  });

  it('counts the inner one where the outer has no usage, or that of several', () => {
    const inner = { id: '2', parent: '1', name: 'inner', attributes: { ...CHAT, ...USED } };
    const both = callsIn(inner, { id: '1', attributes: CHAT });
    expect(both.filter(({ kind }) => kind === 'call').map(({ name }) => name)).toEqual(['inner']);
    const twice = { 'gen_ai.usage.input_tokens': 200, 'gen_ai.usage.output_tokens': 20 };
    const several = callsIn(inner, { ...inner, id: '3' }, { id: '1', attributes: { ...CHAT, ...twice } });
    expect(several.map(({ kind }) => kind)).toEqual(['call', 'call', 'step']);
  });

  it('does not join calls that differ by tools, models or answers', () => {
    const kinds = (...spans: GivenSpan[]): string[] => callsIn(...spans).map(({ kind }) => kind);
    const inner = { id: '3', attributes: { ...CHAT, ...USED } };
    const outer = { id: '1', attributes: { ...CHAT, ...USED } };
    const tool = { id: '2', parent: '1', attributes: { 'gen_ai.operation.name': 'execute_tool' } };
    expect(kinds({ ...inner, parent: '2' }, tool, outer)).toEqual(['call', 'tool', 'call']);
    const other = { ...inner.attributes, 'gen_ai.request.model': 'claude' };
    expect(kinds({ id: '3', parent: '1', attributes: other }, outer)).toEqual(['call', 'call']);
  });

  it('survives circles', () => {
    expect(
      callsIn(
        { id: '1', parent: '2', attributes: CHAT },
        { id: '2', parent: '1', attributes: CHAT },
        { id: '3', parent: '3', attributes: { ...CHAT, ...USED } },
      ),
    ).toHaveLength(2);
  });
});
