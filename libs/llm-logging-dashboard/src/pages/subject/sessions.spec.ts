import { describe, expect, it } from '@jest/globals';
import { sessionsOf } from './sessions.js';

const call = (sessionId: string | null, status: 'success' | 'error', estimatedCost: number | null, minute: number) => ({
  sessionId,
  status,
  estimatedCost,
  startedAt: `2026-01-01T10:0${minute}:00.000Z`,
});

describe('sessionsOf', () => {
  it('adds up calls by session, the latest first, and leaves out those of none', () => {
    const calls = [
      call('a', 'success', 0.5, 5),
      call(null, 'success', 9, 4),
      call('b', 'error', null, 3),
      call('a', 'error', 0.25, 2),
    ];
    expect(sessionsOf(calls)).toEqual([
      { sessionId: 'a', lastAt: '2026-01-01T10:05:00.000Z', calls: 2, failed: 1, cost: 0.75 },
      { sessionId: 'b', lastAt: '2026-01-01T10:03:00.000Z', calls: 1, failed: 1, cost: null },
    ]);
  });
});
