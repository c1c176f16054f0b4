import { setTimeout as pause } from 'node:timers/promises';
import type { Lease, Waiter } from './lease.js';
import { newWaiter } from './waiter.js';

/** How soon a call asks again that waits for what others have reserved in advance. */
const AGAIN_MS = 200;

/** Calls that wait for leases, and what they wait for: see {@link Waiter}. */
export class LeaseQueue {
  #isClosed = false;

  /**
   * @param flush stores what this process knows to be spent.
   * @param ask asks the database for leases that somebody waits for.
   */
  constructor(
    private readonly flush: () => Promise<void>,
    private readonly ask: () => void,
  ) {}

  /** Resolves when there is room. @throws Refused, or as the database does. */
  join(lease: Lease, amount: number): Promise<void> {
    const { waiter, outcome } = newWaiter(amount, (left) => park(lease, left));
    lease.perCall = amount;
    lease.waiting.push(waiter);
    this.ask();
    return outcome;
  }

  /** The database has answered those who asked. First come, first served: a call that needs less does not overtake. */
  answer(lease: Lease, asked: readonly Waiter[]): void {
    for (const waiter of asked) {
      if (!lease.waiting.includes(waiter)) continue;
      if (waiter.amount <= lease.free) {
        lease.take(waiter.amount);
        waiter.admit();
      } else if (lease.unstored > 0 && !waiter.hasFlushed) {
        void this.#askAfterFlush(lease, waiter);
      } else if (lease.readyElsewhere > 0 && performance.now() < waiter.patientUntil) {
        void this.#askLater(lease, waiter);
      } else {
        lease.deny(waiter.amount);
        waiter.refuse(lease.spent);
      }
    }
  }

  close(): void {
    this.#isClosed = true;
  }

  /** What its own calls have cost less than was expected may be room enough. */
  async #askAfterFlush(lease: Lease, waiter: Waiter): Promise<void> {
    park(lease, waiter);
    try {
      await this.flush();
      waiter.hasFlushed = true;
      this.#askAgain(lease, waiter);
    } catch (error) {
      waiter.fail(error);
    }
  }

  /** What others have reserved in advance is no reason to refuse a call: they release it within half a second, unless they are gone. */
  async #askLater(lease: Lease, waiter: Waiter): Promise<void> {
    park(lease, waiter);
    waiter.expect(false);
    await pause(AGAIN_MS);
    waiter.expect(true);
    this.#askAgain(lease, waiter);
  }

  #askAgain(lease: Lease, waiter: Waiter): void {
    if (this.#isClosed) return waiter.refuse(lease.spent);
    lease.waiting.push(waiter);
    this.ask();
  }
}

function park(lease: Lease, waiter: Waiter): void {
  const at = lease.waiting.indexOf(waiter);
  if (at !== -1) lease.waiting.splice(at, 1);
}
