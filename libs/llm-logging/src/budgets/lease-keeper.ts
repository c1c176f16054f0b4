import { v7 } from 'uuid';
import type { LlmDatabase } from '../storage/llm-database.js';
import type { Query } from '../storage/query.js';
import { releaseLeases, visitCounters, wantedCounters } from '../storage/budgets/visit-counters.js';
import { Lease } from './lease.js';
import { LeaseQueue } from './lease-queue.js';
import { learn, stateKey, visitOf } from './lease-visits.js';
import type { CounterKey } from './counter-key.js';

/** How long a lease is valid without being renewed, in ms: the dollars of a process that was killed stay reserved as long. */
const LEASE_MS = 10_000;
const RENEW_MS = 3_000;
/** How often a process that has reserved in advance looks whether others want it. */
const WATCH_MS = 400;
/** How soon what is not needed any more is released. */
const TIDY_MS = 200;
/** So much earlier than the database this process takes it for expired: for the way there, and clocks that differ. */
const MARGIN_MS = 2_000;
const LIMITS = { statementTimeoutMs: 2_500, lockTimeoutMs: 2_000 };
/** Counters of one transaction, so that none is locked for long. */
const MOST_COUNTERS = 500;

/** Asks the database for leases: for all that wait together, one transaction after the other. */
export class LeaseKeeper {
  readonly #owner = v7();
  readonly #leases = new Map<string, Lease>();
  readonly #queue: LeaseQueue;
  #visiting: Promise<void> | undefined;
  #timers: NodeJS.Timeout[] = [];
  #watching: Promise<void> | undefined;
  #tidying: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param flush stores what this process knows to be spent. */
  constructor(
    private readonly database: LlmDatabase,
    flush: () => Promise<void>,
  ) {
    this.#queue = new LeaseQueue(flush, () => this.visitSoon());
  }

  leaseOf(counter: CounterKey): Lease {
    let lease = this.#leases.get(counter.key);
    if (lease === undefined) this.#leases.set(counter.key, (lease = new Lease(counter, () => this.#tidySoon())));
    // Its limit may be another by now.
    lease.counter = counter;
    if (this.#timers.length === 0)
      this.#timers = [
        setInterval(() => this.#renew(), RENEW_MS).unref(),
        setInterval(() => this.#watch(), WATCH_MS).unref(),
      ];
    return lease;
  }

  known(key: string): Lease | undefined {
    return this.#leases.get(key);
  }

  /** Asks for more before a call has to wait for it. */
  refill(lease: Lease): void {
    if (lease.isAsked) return;
    lease.isAsked = true;
    this.visitSoon();
  }

  /** Lets a call through once there is room for it; in the order in which they ask. @throws Refused, or as the database does. */
  wait(lease: Lease, amount: number): Promise<void> {
    return this.#queue.join(lease, amount);
  }

  /** Limits may be others by now: what was refused is asked anew. Of budgets that are gone nothing is left. */
  forgetRefusals(names: ReadonlySet<string>): void {
    for (const [key, lease] of this.#leases) {
      lease.forgetRefusal();
      if (!names.has(lease.counter.budget.name) && lease.waiting.length === 0) this.#leases.delete(key);
    }
  }

  /** Asks in the background. */
  visitSoon(): void {
    this.#visiting ??= this.#run().finally(() => (this.#visiting = undefined));
  }

  /** All refusals so far are known to the database, if it is there. */
  async refusalsStored(): Promise<void> {
    if ([...this.#leases.values()].some(({ blocked }) => blocked > 0)) this.visitSoon();
    await this.#visiting;
  }

  /** @param isAway the database, which then has to wait until leases expire. */
  async close(isAway: boolean): Promise<void> {
    this.#isClosed = true;
    this.#queue.close();
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#tidying);
    if (isAway || this.#leases.size === 0) return;
    await this.#watching;
    await this.#visiting;
    await releaseLeases(this.#query, this.database.schema, this.#owner).catch(() => undefined);
  }

  readonly #query: Query = (sql, values) => this.database.query(sql, values);

  async #run(): Promise<void> {
    // What asks in the same turn of the event loop is answered together.
    await new Promise((resolve) => setImmediate(resolve));
    let asking = this.#asking();
    while (asking.length > 0) {
      if (!(await this.#visit(asking))) return;
      asking = this.#asking();
    }
  }

  #asking(): Lease[] {
    return [...this.#leases.values()].filter(
      ({ waiting, blocked, isAsked }) => isAsked || blocked > 0 || waiting.length > 0,
    );
  }

  async #visit(leases: readonly Lease[]): Promise<boolean> {
    for (let first = 0; first < leases.length; first += MOST_COUNTERS)
      if (!(await this.#visitSome(leases.slice(first, first + MOST_COUNTERS)))) return false;
    return true;
  }

  async #visitSome(leases: readonly Lease[]): Promise<boolean> {
    const validUntil = performance.now() + LEASE_MS - MARGIN_MS;
    // Who comes meanwhile is not in the question, and not answered by it.
    const asked = leases.map(({ waiting }) => [...waiting]);
    const visits = leases.map((lease) => visitOf(lease));
    for (const lease of leases) lease.isAsked = false;
    try {
      const states = await this.database.transaction(LIMITS, (query) =>
        visitCounters(query, this.database.schema, this.#owner, LEASE_MS, visits),
      );
      const byKey = new Map(states.map((state) => [stateKey(state), state]));
      for (const [n, lease] of leases.entries()) {
        lease.blocked -= visits[n]!.blocked;
        const state = byKey.get(lease.counter.key);
        if (state === undefined) continue;
        learn(lease, visits[n]!, state, validUntil);
        this.#queue.answer(lease, asked[n]!);
      }
      return true;
    } catch (error) {
      for (const lease of leases) for (const waiter of [...lease.waiting]) waiter.fail(error);
      return false;
    }
  }

  #watch(): void {
    if (this.#isClosed || ![...this.#leases.values()].some(({ hasSpare }) => hasSpare)) return;
    // Delivery reports that the database is away; the lease expires.
    this.#watching ??= this.#shedWanted()
      .catch(() => undefined)
      .finally(() => (this.#watching = undefined));
  }

  /** Releases what it has reserved in advance where another process wants it. */
  async #shedWanted(): Promise<void> {
    for (const wanted of await wantedCounters(this.#query, this.database.schema)) {
      const lease = this.#leases.get(stateKey(wanted));
      if (lease?.hasSpare !== true) continue;
      lease.shed();
      this.refill(lease);
    }
  }

  /** Releases what is not needed any more where others may need it. */
  #tidySoon(): void {
    this.#tidying ??= setTimeout(() => {
      this.#tidying = undefined;
      for (const lease of this.#leases.values()) if (lease.isOverReserved) this.refill(lease);
    }, TIDY_MS).unref();
  }

  #renew(): void {
    if (this.#isClosed) return;
    const now = Date.now();
    for (const [key, lease] of this.#leases) {
      // What was reserved in advance and is not used expires.
      if (
        lease.isIdle &&
        (now >= lease.counter.end || lease.granted <= lease.used || performance.now() >= lease.validUntil)
      )
        this.#leases.delete(key);
    }
    const inUse = [...this.#leases.values()].filter(({ hasCalls }) => hasCalls);
    if (inUse.length === 0) return;
    this.#visiting ??= this.#visit(inUse)
      .then(() => (this.#asking().length > 0 ? this.#run() : undefined))
      .finally(() => (this.#visiting = undefined));
  }
}
