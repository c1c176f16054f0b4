import { describe, expect, it } from '@jest/globals';
import { storedOf } from '../storage/budgets/stored-budgets.js';
import { counterKey } from './counter-key.js';
import { Lease } from './lease.js';
import { Reservation } from './reservation.js';

describe('a reservation', () => {
  const leaseOf = (name: string, subject = ''): Lease => {
    const lease = new Lease(counterKey(storedOf({ name, limitUsd: 10, window: 'total' }), subject, 0), () => undefined);
    lease.granted = 5;
    lease.validUntil = Infinity;
    return lease;
  };
  const take = (...leases: Lease[]): Reservation => {
    const reservation = new Reservation({}, 0);
    for (const lease of leases) {
      lease.take(1);
      reservation.add(lease, 1);
    }
    return reservation;
  };

  it('is spent once its cost is stored, and waits for that until then', () => {
    const leases = [leaseOf('a'), leaseOf('b')];
    const stored = take(...leases).end(2);
    expect(leases.map(({ used, granted, unstored }) => ({ used, granted, unstored }))).toEqual([
      { used: 1, granted: 5, unstored: 1 },
      { used: 1, granted: 5, unstored: 1 },
    ]);
    stored();
    expect(leases.map(({ used, granted, unstored }) => ({ used, granted, unstored }))).toEqual([
      { used: 0, granted: 3, unstored: 0 },
      { used: 0, granted: 3, unstored: 0 },
    ]);
  });

  it('is given back once', () => {
    const lease = leaseOf('a');
    const reservation = take(lease);
    reservation.cancel();
    reservation.cancel();
    reservation.end(1)();
    expect([lease.used, lease.granted, lease.unstored]).toEqual([0, 5, 0]);
  });

  it('names its counters by a set that calls of the same counters share', () => {
    const [all, anna, ben] = [leaseOf('all'), leaseOf('user', 'anna'), leaseOf('user', 'ben')];
    const { keys } = take(all!, anna!);
    expect([...keys]).toEqual(expect.arrayContaining([all!.counter.key, anna!.counter.key]));
    expect(keys.size).toBe(2);
    expect(take(all!, ben!).keys).not.toEqual(keys);
    expect(take(all!, anna!).keys).toBe(keys);
    expect(take(all!).keys).toEqual(new Set([all!.counter.key]));
    expect([take().keys.size, take().isEmpty, take(all!).isEmpty]).toEqual([0, true, false]);
  });
});
