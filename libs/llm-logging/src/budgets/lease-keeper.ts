import { v7 } from 'uuid';
import type { LlmDatabase } from '../storage/llm-database.js';
import { giveLeasesBack, visitCounters, type CounterVisit } from '../storage/budgets/visit-counters.js';
import { Lease, type Waiter } from './lease.js';
import type { CounterKey } from './matching-budgets.js';
import { usd } from './usd.js';

/** How long a lease holds without being renewed, in ms: so long the dollars of a process that was killed are held. */
const LEASE_MS = 10_000;
const RENEW_MS = 3_000;
/** How soon what is not needed any more is given back. */
const TIDY_MS = 200;
/** So much earlier than the database this process takes it for expired: for the way there, and clocks that run apart. */
const MARGIN_MS = 2_000;
/** How long a call waits for the database at most. */
const PATIENCE_MS = 3_000;
const LIMITS = { statementTimeoutMs: 2_500, lockTimeoutMs: 2_000 };

/** Asks the database for leases: for all that wait together, one transaction after the other. */
export class LeaseKeeper {
  readonly #owner = v7();
  readonly #leases = new Map<string, Lease>();
  #visiting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #tidying: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param flush stores what this process knows to be spent. */
  constructor(
    private readonly database: LlmDatabase,
    private readonly flush: () => Promise<void>,
  ) {}

  leaseOf(counter: CounterKey): Lease {
    let lease = this.#leases.get(counter.key);
    if (lease === undefined) this.#leases.set(counter.key, (lease = new Lease(counter, () => this.#tidySoon())));
    // Its limit may be another by now.
    lease.counter = counter;
    this.#timer ??= setInterval(() => this.#renew(), RENEW_MS).unref();
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

  /** Lets a call through once there is room for it; in the order in which they ask. */
  wait(lease: Lease, amount: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => give(() => reject(new Error('no answer in time'))), PATIENCE_MS);
      const give = (end: () => void): void => {
        clearTimeout(timer);
        const at = lease.waiting.indexOf(waiter);
        if (at !== -1) lease.waiting.splice(at, 1);
        end();
      };
      const waiter: Waiter = {
        amount,
        hasFlushed: false,
        admit: () => give(resolve),
        refuse: (spentUsd) => give(() => reject(new Refused(spentUsd))),
        fail: (error) => give(() => reject(error as Error)),
      };
      lease.waiting.push(waiter);
      this.visitSoon();
    });
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
  async settled(): Promise<void> {
    if ([...this.#leases.values()].some(({ blocked }) => blocked > 0)) this.visitSoon();
    await this.#visiting;
  }

  /** @param isAway the database, which then has to wait until leases expire. */
  async close(isAway: boolean): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    clearTimeout(this.#tidying);
    if (isAway || this.#leases.size === 0) return;
    await this.#visiting;
    const { schema } = this.database;
    await giveLeasesBack((sql, values) => this.database.query(sql, values), schema, this.#owner).catch(() => undefined);
  }

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
    const startedAt = performance.now();
    const visits = leases.map((lease) => visitOf(lease));
    for (const lease of leases) lease.isAsked = false;
    try {
      const states = await this.database.transaction(LIMITS, (query) =>
        visitCounters(query, this.database.schema, this.#owner, LEASE_MS, visits),
      );
      for (const [n, lease] of leases.entries()) {
        lease.blocked -= visits[n]!.blocked;
        const state = states.find(
          ({ budget, subject, window_start: start }) =>
            budget === lease.counter.budget.name &&
            subject === lease.counter.subject &&
            start.getTime() === lease.counter.start,
        );
        if (state === undefined) continue;
        const granted = Number(state.granted);
        lease.reserved = usd(visits[n]!.kept + granted);
        lease.granted = usd(lease.granted + granted);
        lease.ready = usd(lease.granted - lease.used);
        lease.validUntil = startedAt + LEASE_MS - MARGIN_MS;
        lease.spent = Number(state.spent);
        lease.room = usd(lease.counter.limitUsd - lease.spent - Number(state.others) - lease.granted);
        this.#answer(lease);
      }
      return true;
    } catch (error) {
      for (const lease of leases) for (const waiter of [...lease.waiting]) waiter.fail(error);
      return false;
    }
  }

  /** First come, first served: a call that needs less does not overtake. */
  #answer(lease: Lease): void {
    for (const waiter of [...lease.waiting]) {
      if (waiter.amount <= lease.free) {
        lease.take(waiter.amount);
        waiter.admit();
      } else if (lease.unstored > 0 && !waiter.hasFlushed) {
        void this.#askAfterFlush(lease, waiter);
      } else {
        lease.deny(waiter.amount);
        waiter.refuse(lease.spent);
      }
    }
  }

  /** What its own calls have cost less than was expected may be room enough. */
  async #askAfterFlush(lease: Lease, waiter: Waiter): Promise<void> {
    lease.waiting.splice(lease.waiting.indexOf(waiter), 1);
    try {
      await this.flush();
      waiter.hasFlushed = true;
      lease.waiting.push(waiter);
      this.visitSoon();
    } catch (error) {
      waiter.fail(error);
    }
  }

  /** Gives back what is not needed any more where others may need it. */
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
      // What was held ready and is not used expires.
      if (
        lease.isIdle &&
        (now >= lease.counter.end || lease.granted <= lease.used || performance.now() >= lease.validUntil)
      )
        this.#leases.delete(key);
    }
    const held = [...this.#leases.values()].filter(({ hasCalls }) => hasCalls);
    if (held.length === 0) return;
    this.#visiting ??= this.#visit(held)
      .then(() => (this.#asking().length > 0 ? this.#run() : undefined))
      .finally(() => (this.#visiting = undefined));
  }
}

/** The limit is reached. */
export class Refused extends Error {
  constructor(readonly spentUsd: number) {
    super('The limit is reached.');
  }
}

function visitOf(lease: Lease): CounterVisit {
  const { budget, subject, start, end, limitUsd } = lease.counter;
  const waiting = lease.waiting.reduce((sum, { amount }) => sum + amount, 0);
  // Near the limit what is held ready goes back, so that others may have it.
  if (lease.isNear || !lease.hasCalls || performance.now() >= lease.validUntil) lease.granted = lease.used;
  const spare = usd(lease.granted - lease.used);
  return {
    budget: budget.name,
    subject,
    window_start: new Date(start),
    window_end: end === Infinity ? null : new Date(end),
    company_id: (budget.per === 'company' ? subject : budget.match?.companyId) ?? null,
    limit_usd: limitUsd,
    kept: lease.granted,
    spare,
    wanted: Math.max(usd(waiting - spare), 0),
    blocked: lease.blocked,
  };
}
