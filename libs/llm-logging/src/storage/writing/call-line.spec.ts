import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type LlmCallRecord, LlmCallStatus, mergeIntoCallRecord } from 'llm-exchange/call';
import { bytesOf, joinedParts, jsonBytes, jsonOf } from './call-line.js';

const ID = '01930000-0000-7000-8000-000000000000';

const given = fc.record(
  {
    callType: fc.constantFrom('chat', 'other'),
    provider: fc.constantFrom('p1', 'p2'),
    model: fc.constantFrom('m1', 'm2'),
    prompt: fc.string({ unit: 'binary' }),
    response: fc.string(),
    promptTokens: fc.nat(9),
    latencyMs: fc.nat(9),
    attempts: fc.integer({ min: 1, max: 3 }),
    startedAt: fc.constant('2026-03-01T00:00:00.000Z'),
    completedAt: fc.constant('2026-03-01T00:00:01.000Z'),
    userId: fc.constantFrom('u1', 'u2'),
    metadata: fc.dictionary(fc.constantFrom('x', 'y'), fc.nat(9)),
    tags: fc.uniqueArray(fc.constantFrom('t1', 't2')),
  },
  { requiredKeys: [] },
);
const event = fc
  .tuple(given, fc.constantFrom(...Object.values(LlmCallStatus)))
  .map(([members, status]): LlmCallRecord => ({ id: ID, status, ...members }));

function joined(older: LlmCallRecord, newer: LlmCallRecord): string {
  const [first, second] = [older, newer].map((record) => jsonBytes(Buffer.from(jsonOf(record))));
  return bytesOf([{ parts: joinedParts([first!], older, newer, second!) }]).toString();
}

describe('the line of two events', () => {
  it('says what their merged record says', () => {
    fc.assert(
      fc.property(event, event, (older, newer) => {
        const line = joined(older, newer);
        const merged = JSON.parse(jsonOf(older)) as LlmCallRecord;
        mergeIntoCallRecord(merged, JSON.parse(jsonOf(newer)) as LlmCallRecord);
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(merged)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is put together without being read where an outcome follows its start', () => {
    const start: LlmCallRecord = { id: ID, status: LlmCallStatus.PENDING, prompt: 'p', model: 'asked' };
    const end: LlmCallRecord = {
      id: ID,
      status: LlmCallStatus.SUCCESS,
      response: 'r',
      latencyMs: 1,
      model: 'answered',
    };
    const line = joined(start, end);
    expect(line).toBe(`${jsonOf(start).slice(0, -1)},${jsonOf(end).slice(1)}`);
    expect(
      bytesOf([{ parts: [jsonBytes(Buffer.from('{"a":1}'))] }, { parts: [] }].slice(0, 1), '[', ']').toString(),
    ).toBe('[{"a":1}]');
    expect(JSON.parse(line)).toMatchObject({ status: 'success', prompt: 'p', response: 'r', model: 'answered' });
  });
});
