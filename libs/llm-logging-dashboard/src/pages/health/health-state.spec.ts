import { describe, expect, it } from '@jest/globals';
import type { Health } from '../../api/answers.js';
import { findingsOf, hoursBehind, stateOf } from './health-state.js';

const WELL = {
  status: 'up',
  circuit: 'closed',
  durability: 'journal',
  queuedCalls: 0,
  queuedBytes: 0,
  quarantinedCalls: 0,
  oldestQueuedMs: null,
  journal: null,
  acceptedRecords: 1,
  committedRecords: 1,
  refusedRecords: 0,
  droppedRecords: 0,
  droppedTexts: 0,
  replayedRecords: 0,
  corruptLines: 0,
  flushLatencyMs: null,
  lastError: null,
  partitionsEnd: null,
  rollups: { changedHours: 0, oldestChangedHour: null },
} as unknown as Health;
const NOW = Date.parse('2026-01-02T00:00:00Z');

describe("the log's own health", () => {
  it('is empty where all is well', () => {
    expect([findingsOf(WELL), stateOf(WELL), stateOf(undefined)]).toEqual([[], 'good', 'unknown']);
  });

  it.each([
    ['bad', { droppedRecords: 2 }, /^2 records were dropped/],
    ['bad', { droppedTexts: 1 }, /without their texts/],
    ['warn', { circuit: 'open' }, /database/],
    ['warn', { refusedRecords: 3 }, /refused 3/],
    ['warn', { quarantinedCalls: 1 }, /neither stored/],
    ['warn', { corruptLines: 1 }, /damaged/],
    ['warn', { rollups: null }, /not known/],
    ['warn', { rollups: { changedHours: 1, oldestChangedHour: '2026-01-01T12:00:00.000Z' } }, /behind by 12 h/],
    ['warn', { status: 'degraded', lastError: 'disk full' }, /degraded/],
    ['bad', { status: 'down' }, /down/],
  ])('%s: %j', (state, change, text) => {
    const health = { ...WELL, ...change } as Health;
    expect(findingsOf(health, NOW)).toMatchObject([{ state, text: expect.stringMatching(text) }]);
  });

  it('is behind by hours that are over, not by the current one', () => {
    const changed = (changedHours: number, oldestChangedHour: string | null) =>
      hoursBehind({ changedHours, oldestChangedHour }, Date.parse('2026-01-02T10:20:00Z'));
    expect(changed(0, null)).toBe(0);
    expect(changed(1, '2026-01-02T10:00:00.000Z')).toBe(0);
    expect(changed(2, '2026-01-02T09:00:00.000Z')).toBe(2);
  });
});
