import { describe, expect, it } from '@jest/globals';
import { judge, type AlertState } from './judge-alert.js';

const HOUR_MS = 3_600_000;

describe('judge', () => {
  const look = (value: number, state?: AlertState, now = 10 * HOUR_MS, calls = 10): unknown[] =>
    judge(new Map([['s', { value, calls }]]), new Map(state === undefined ? [] : [['s', state]]), {
      now,
      minCalls: 5,
      everyMs: HOUR_MS,
      thresholdOf: () => 1,
    }).map(({ event }) => event);

  it('reports what goes above, and not what stays below or has too few calls', () => {
    expect(look(2)).toEqual(['alert']);
    expect(look(1)).toEqual([]);
    expect(look(2, undefined, 10 * HOUR_MS, 4)).toEqual([]);
  });

  it('reports it again once the pause has passed, and what is over once', () => {
    const active = (ago: number): AlertState => ({ isActive: true, eventAt: 10 * HOUR_MS - ago });
    expect(look(2, active(HOUR_MS - 1))).toEqual([]);
    expect(look(2, active(HOUR_MS))).toEqual(['alert']);
    expect(look(1, active(5))).toEqual(['resolved']);
    expect(look(1, { isActive: false, eventAt: 0 })).toEqual([]);
  });

  it('reports one that goes up and down within the pause once', () => {
    expect(look(2, { isActive: false, eventAt: 10 * HOUR_MS - 1 })).toEqual([]);
  });

  it('takes a value that has no calls any more for over, and reports nothing while nothing is usual', () => {
    const states = new Map([['gone', { isActive: true, eventAt: 0 }]]);
    const judging = { now: HOUR_MS, minCalls: 1, everyMs: HOUR_MS, thresholdOf: () => undefined };
    expect(judge(new Map(), states, judging)).toMatchObject([{ subject: 'gone', event: 'resolved', isActive: false }]);
    expect(judge(new Map([['new', { value: 5, calls: 5 }]]), new Map(), judging)).toEqual([]);
  });
});
