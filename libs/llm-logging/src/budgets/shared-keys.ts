import type { Lease, LeaseGroup } from './lease.js';

/** What a call has taken from a lease, and from those before. */
export interface Taken {
  readonly lease: Lease;
  /** USD. */
  readonly amount: number;
  readonly before: Taken | undefined;
}

const NO_KEYS: ReadonlySet<string> = new Set();

/**
 * The counters of what a call has taken. Calls that take from the same leases share the set of them, as it stays with the context of each call. It is remembered at
 * the lease that the fewest calls take from: one of a budget with `per`.
 */
export function keysOf(last: Taken | undefined): ReadonlySet<string> {
  if (last === undefined) return NO_KEYS;
  let rarest = last.lease;
  for (let { before } = last; before !== undefined; before = before.before)
    if (rarest.counter.subject === '') rarest = before.lease;
  if (rarest.group === undefined || !isOf(last, rarest.group)) rarest.group = newGroup(leasesOf(last));
  return rarest.group.keys;
}

function isOf(last: Taken, { leases }: LeaseGroup): boolean {
  let n = 0;
  for (let taken: Taken | undefined = last; taken !== undefined; taken = taken.before, n += 1)
    if (taken.lease !== leases[n]) return false;
  return n === leases.length;
}

function newGroup(leases: readonly Lease[]): LeaseGroup {
  return { leases, keys: new Set(leases.map(({ counter }) => counter.key)) };
}

function leasesOf(last: Taken | undefined): Lease[] {
  return last === undefined ? [] : [last.lease, ...leasesOf(last.before)];
}
