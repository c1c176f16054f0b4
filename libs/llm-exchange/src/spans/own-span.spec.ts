import { describe, expect, it } from '@jest/globals';
import { callsOfSpans } from './calls-of-spans.js';

const CALL = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' };
const USED = { ...CALL, 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 10 };
const ROW = { 'llm_logging.call_id': '01900000-0000-7000-8000-000000000001' };
const OTHER_ROW = { 'llm_logging.call_id': '01900000-0000-7000-8000-000000000002' };

interface Given {
  readonly id: number;
  readonly parent?: number;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** What is recorded of spans of one trace: id of the span and kind. */
function recorded(...given: Given[]): [number, string][] {
  const spans = given.map(({ id, parent, attributes }) => ({
    traceId: 'a'.repeat(32),
    spanId: idOf(id),
    parentSpanId: parent === undefined ? undefined : idOf(parent),
    name: 'span',
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000001000000000',
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: typeof value === 'string' ? { stringValue: value } : { intValue: value },
    })),
  }));
  return callsOfSpans([{ scopeSpans: [{ spans }] }]).map(({ spanId, kind }) => [Number(spanId), kind]);
}

function idOf(id: number): string {
  return String(id).padStart(16, '0');
}

describe('spans whose call has a row by itself', () => {
  it('are not recorded, nor are spans around that repeat their call', () => {
    expect(recorded({ id: 1, attributes: { ...USED, ...ROW } })).toEqual([]);
    const inner = { id: 3, parent: 2, attributes: { ...USED, ...ROW } };
    expect(recorded({ id: 1, attributes: USED }, { id: 2, parent: 1, attributes: USED }, inner)).toEqual([]);
  });

  it('make a step of what is around several', () => {
    const inner = [ROW, OTHER_ROW].map((row, index) => ({ id: 2 + index, parent: 1, attributes: { ...USED, ...row } }));
    expect(recorded({ id: 1, attributes: USED }, ...inner)).toEqual([[1, 'step']]);
  });

  it('count attempts of one call as one', () => {
    const inner = [2, 3].map((id) => ({ id, parent: 1, attributes: { ...USED, ...ROW } }));
    expect(recorded({ id: 1, attributes: USED }, ...inner)).toEqual([]);
  });

  it('count what is in them', () => {
    expect(recorded({ id: 1, attributes: { ...USED, ...ROW } }, { id: 2, parent: 1, attributes: USED })).toEqual([]);
  });

  it('of annotated methods count the call that their row counts, and no other', () => {
    const method = { id: 1, attributes: { ...ROW, 'llm_logging.recorded_tokens': 110 } };
    const other = { ...USED, 'gen_ai.usage.input_tokens': 500 };
    expect(recorded(method, { id: 2, parent: 1, attributes: USED })).toEqual([]);
    expect(recorded(method, { id: 2, parent: 1, attributes: USED }, { id: 3, parent: 1, attributes: other })).toEqual([
      [3, 'call'],
    ]);
    const uncounted = { id: 1, attributes: ROW };
    expect(recorded(uncounted, { id: 2, parent: 1, attributes: USED })).toEqual([[2, 'call']]);
  });
});
