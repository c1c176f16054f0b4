import { expect, it } from '@jest/globals';
import { CHAT, resourceSpansOf, USED } from '../../../../test/support/otlp-spans.js';
import { callsOfSpans } from './calls-of-spans.js';

const CALL = { attributes: { ...CHAT, ...USED } };

it('takes times in other units than nanoseconds', () => {
  for (const [start, end] of [
    ['1746026930000', '1746026931500'],
    ['1746026930000000', '1746026931500000'],
  ])
    expect(callsOfSpans(resourceSpansOf({ ...CALL, start, end }))).toMatchObject([
      { startedAt: '2025-04-30T15:28:50.000Z', latencyMs: 1500 },
    ]);
  expect(callsOfSpans(resourceSpansOf({ ...CALL, start: '1000000000', end: '2000000000' }))).toMatchObject([
    { startedAt: null, latencyMs: 1000 },
  ]);
});
