import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BoundedMap } from './bounded-map.js';

const MAX = 10;

const steps = fc.array(fc.record({ key: fc.nat(40), isDeleted: fc.boolean() }), { maxLength: 200 });

describe('a bounded map', () => {
  it('knows the newest half of what it may hold, nothing that was deleted, and never more than it may', () => {
    fc.assert(
      fc.property(steps, (done) => {
        const map = new BoundedMap<number, number>(MAX);
        const all = new Map<number, number>();
        for (const [n, { key, isDeleted }] of done.entries()) {
          all.delete(key);
          const isKnown = map.get(key) !== undefined;
          if (isDeleted) expect(map.delete(key)).toBe(isKnown);
          else map.set(key, n);
          if (!isDeleted) all.set(key, n);
          expect(map.size).toBeLessThanOrEqual(MAX);
          for (const [newest, value] of [...all].slice(-MAX / 2)) expect(map.get(newest)).toBe(value);
          if (isDeleted) expect(map.get(key)).toBeUndefined();
        }
      }),
    );
  });
});
