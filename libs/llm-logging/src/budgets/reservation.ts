import type { LlmBudgetCall } from '../options/budgets.options.js';
import type { Lease } from './lease.js';
import { keysOf, type Taken } from './shared-keys.js';

/**
 * What one call has taken from leases.
 *
 * | state | `end`                                                                       | `cancel`           |
 * | ----- | --------------------------------------------------------------------------- | ------------------ |
 * | open  | → over; what it has taken is spent once the function is called that it returns | → over; given back |
 * | over  | nothing                                                                     | nothing            |
 */
export class Reservation {
  #isOver = false;
  #last: Taken | undefined;

  /**
   * @param call as it was asked for.
   * @param at when, on the clock of `performance.now()`.
   */
  constructor(
    readonly call: LlmBudgetCall,
    readonly at: number,
  ) {}

  get isEmpty(): boolean {
    return this.#last === undefined;
  }

  /** The counters that are asked about this call already. */
  get keys(): ReadonlySet<string> {
    return keysOf(this.#last);
  }

  add(lease: Lease, amount: number): void {
    this.#last = { lease, amount, before: this.#last };
  }

  /**
   * The call has ended; its cost, in USD, is on its way to the database.
   * @returns to be called once it is stored. It retains no more than it has to: thousands of calls may wait for that.
   */
  end(cost = 0): () => void {
    const taken = this.#isOver ? undefined : this.#last;
    this.#isOver = true;
    for (let each = taken; each !== undefined; each = each.before) each.lease.unstored += 1;
    return consumption(taken, cost);
  }

  /** It was not made. */
  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (let taken = this.#last; taken !== undefined; taken = taken.before) taken.lease.giveBack(taken.amount);
  }
}

/** Not a method: the function would retain the reservation, and with it the call. */
function consumption(last: Taken | undefined, cost: number): () => void {
  return () => {
    for (let taken = last; taken !== undefined; taken = taken.before) {
      taken.lease.unstored -= 1;
      taken.lease.consume(taken.amount, cost);
    }
  };
}
