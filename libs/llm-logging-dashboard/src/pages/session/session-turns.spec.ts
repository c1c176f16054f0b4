import { describe, expect, it } from '@jest/globals';
import { sessionTurns, turnSums, type SessionCall } from './session-turns.js';

function call(id: string, callType: string, traceId: string | null, parentCallId: string | null = null): SessionCall {
  return { id, callType, traceId, parentCallId, status: 'success' };
}

/** Traces with the ids that are seen, and those hidden in brackets. */
function outline(calls: SessionCall[]): unknown[] {
  return sessionTurns(calls).map(({ traceId, steps }) => [
    traceId,
    ...steps.map((step) => (step.kind === 'visible' ? step.call.id : step.calls.map(({ id }) => id))),
  ]);
}

describe('sessionTurns', () => {
  it('groups calls by trace, and hides what the user did not see between what was said', () => {
    const calls = [
      call('1', 'classification', 'a'),
      call('2', 'embedding', 'a'),
      call('3', 'chat', 'a'),
      call('4', 'chat', 'b'),
      call('5', 'sentiment_analysis', 'a'),
    ];
    expect(outline(calls)).toEqual([
      ['a', ['1', '2'], '3', ['5']],
      ['b', '4'],
    ]);
  });

  it('lets the outermost of nested answers speak for them', () => {
    expect(
      outline([call('1', 'rag_query', 'a'), call('2', 'embedding', 'a', '1'), call('3', 'rag_synthesis', 'a', '1')]),
    ).toEqual([['a', '1', ['2', '3']]]);
  });

  it('keeps calls without a trace together only where they follow each other', () => {
    expect(
      outline([call('1', 'chat', null), call('2', 'chat', null), call('3', 'chat', 'a'), call('4', 'chat', null)]),
    ).toEqual([
      [null, '1', '2'],
      ['a', '3'],
      [null, '4'],
    ]);
  });
});

describe('turnSums', () => {
  it('knows no cost where none is known', () => {
    const one = { status: 'error', startedAt: '2026-01-01T00:00:00.000Z', latencyMs: 500, estimatedCost: null };
    expect(turnSums([one])).toEqual({ calls: 1, errors: 1, cost: null, lasted: 500 });
    const other = { ...one, status: 'success', startedAt: '2026-01-01T00:00:01.000Z', estimatedCost: 0.5 };
    expect(turnSums([one, other])).toEqual({ calls: 2, errors: 1, cost: 0.5, lasted: 1_500 });
  });
});
