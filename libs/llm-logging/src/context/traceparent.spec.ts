import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newCallId } from 'llm-exchange/call';
import {
  formatTraceparent,
  isW3cTraceId,
  newTraceId,
  parseTraceparent,
  spanIdOfCall,
  toW3cTraceId,
} from './traceparent.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('traceparent', () => {
  it('reads the example of the specification', () => {
    expect(parseTraceparent(`00-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId });
  });

  it.each([
    ['all-zero trace id', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['all-zero span id', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['the forbidden version', `ff-${traceId}-${spanId}-01`],
    ['upper case', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['more than version 00 has', `00-${traceId}-${spanId}-01-extra`],
    ['a joined second header', `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`],
    ['a list', [`00-${traceId}-${spanId}-01`]],
    ['nothing', undefined],
  ])('ignores %s', (_what, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('reads what a later version adds after the four fields', () => {
    expect(parseTraceparent(`01-${traceId}-${spanId}-00-more`)).toEqual({ traceId, spanId });
  });

  it('never throws, and what it formats it reads', () => {
    fc.assert(fc.property(fc.anything(), (anything) => void parseTraceparent(anything)));
    const parent = { traceId: newTraceId(), spanId: spanIdOfCall(newCallId()) };
    expect(parseTraceparent(formatTraceparent(parent))).toEqual(parent);
  });

  it('stands in for ids of any form, the same one each time', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        expect(isW3cTraceId(toW3cTraceId(id))).toBe(true);
        expect(toW3cTraceId(id)).toBe(toW3cTraceId(id));
      }),
    );
    expect(toW3cTraceId('4BF92F35-77B3-4DA6-A3CE-929D0E0E4736')).toBe(traceId);
  });
});
