import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ownTimes, type TimedStep } from './own-times.js';

const step = (id: string, parentCallId: string | null, startedAt: number, latencyMs: number): TimedStep => ({
  id,
  parentCallId,
  startedAt,
  latencyMs,
});

describe('own times', () => {
  it('are the time of a record less that of those in it, overlaps counted once', () => {
    const steps = [
      step('pipeline', null, 0, 1_000),
      step('embedding', 'pipeline', 100, 200),
      step('search', 'pipeline', 200, 300),
      step('within both', 'pipeline', 210, 50),
      step('outlives', 'pipeline', 900, 500),
      step('rerank', 'search', 250, 100),
    ];
    expect([...ownTimes(steps)]).toEqual([
      ['pipeline', 500],
      ['embedding', 200],
      ['search', 200],
      ['within both', 50],
      ['outlives', 500],
      ['rerank', 100],
    ]);
  });

  it('are never negative, nor longer than the record', () => {
    const child = fc.record({ startedAt: fc.integer({ min: -50, max: 150 }), latencyMs: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(child, { maxLength: 8 }), (children) => {
        const steps = children.map(({ startedAt, latencyMs }, n) => step(String(n), 'top', startedAt, latencyMs));
        const own = ownTimes([step('top', null, 0, 100), ...steps]).get('top')!;
        const free = Array.from({ length: 100 }, (_none, ms) => ms).filter((ms) =>
          children.every(({ startedAt, latencyMs }) => ms < startedAt || ms >= startedAt + latencyMs),
        );
        expect(own).toBe(free.length);
      }),
    );
  });
});
