import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storedOf } from '../storage/budgets/stored-budgets.js';
import { Lease } from './lease.js';
import { counterKey } from './counter-key.js';

const counter = counterKey(storedOf({ name: 'b', limitUsd: 10, window: 'day' }), '', Date.now());
const call = fc.record({
  amount: fc.integer({ min: 1, max: 100 }),
  cost: fc.integer({ min: 0, max: 100 }),
  isMade: fc.boolean(),
});

describe('a lease', () => {
  it('never lets calls use more than is granted, and leaves nothing behind', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), fc.integer({ min: 0, max: 1_000 }), (calls, granted) => {
        const lease = new Lease(counter, () => undefined);
        lease.granted = granted / 100;
        lease.validUntil = Infinity;
        const taken = calls.filter(({ amount }) => {
          if (lease.free < amount / 100) return false;
          lease.take(amount / 100);
          return true;
        });
        expect(lease.used).toBeLessThanOrEqual(lease.granted);
        const sum = taken.reduce((total, { amount }) => total + amount, 0);
        expect(Math.round(lease.used * 100)).toBe(sum);
        for (const { amount, cost, isMade } of taken) {
          if (isMade) lease.consume(amount / 100, cost / 100);
          else lease.giveBack(amount / 100);
          expect(lease.granted).toBeGreaterThanOrEqual(lease.used);
        }
        expect(lease.used).toBe(0);
        expect(lease.hasCalls).toBe(false);
      }),
    );
  });

  it('asks anew once it has expired', () => {
    const lease = new Lease(counter, () => undefined);
    lease.granted = 5;
    expect(lease.free).toBe(0);
    lease.validUntil = Infinity;
    expect(lease.free).toBe(5);
  });

  it('refuses what was refused just now, until something changes', () => {
    const lease = new Lease(counter, () => undefined);
    lease.deny(0.5);
    expect([lease.isDenied(0.5), lease.isDenied(0.4)]).toEqual([true, false]);
    lease.spend(0.1);
    expect(lease.isDenied(0.5)).toBe(false);
  });
});
