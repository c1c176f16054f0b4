import { describe, expect, it } from '@jest/globals';
import { CHAT, resourceSpansOf, USED } from '../../../../test/support/otlp-spans.js';
import { callIdTime, isCallId } from '../call/call-id.js';
import { callsOfSpans } from './calls-of-spans.js';

const CALL = { attributes: { ...CHAT, ...USED } };

describe('ids', () => {
  it('are the same for the same span, UUIDv7 of its start, and another for each', () => {
    const [one, two] = callsOfSpans(resourceSpansOf(CALL, CALL));
    expect(callsOfSpans(resourceSpansOf(CALL))[0]!.id).toBe(one!.id);
    expect(callIdTime(one!.id).toISOString()).toBe(one!.startedAt);
    expect(isCallId(one!.id)).toBe(true);
    expect(two!.id).not.toBe(one!.id);
  });
});
