import type { LlmBudgetCall } from '../options/budgets.options.js';
import type { Lease } from './lease.js';

/** What one call has taken from leases. It is given back once. */
export class Reservation {
  readonly at = performance.now();
  #state: 'open' | 'ended' | 'over' = 'open';
  #cost = 0;
  readonly #taken: { readonly lease: Lease; readonly amount: number }[] = [];

  /** @param call as it was asked for. */
  constructor(readonly call: LlmBudgetCall) {}

  /** The counters that are asked about this call already. */
  get keys(): ReadonlySet<string> {
    return new Set(this.#taken.map(({ lease }) => lease.counter.key));
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  add(lease: Lease, amount: number): void {
    this.#taken.push({ lease, amount });
  }

  /** The call has ended; its cost, in USD, is on its way to the database. */
  end(cost = 0): void {
    if (this.#state !== 'open') return;
    this.#cost = cost;
    this.#state = 'ended';
    for (const { lease } of this.#taken) lease.unstored += 1;
  }

  /** Its cost is stored. */
  stored(): void {
    this.#leave(({ lease, amount }) => lease.consume(amount, this.#cost));
  }

  /** It was not made. */
  cancel(): void {
    this.#leave(({ lease, amount }) => lease.giveBack(amount));
  }

  #leave(step: (taken: { lease: Lease; amount: number }) => void): void {
    if (this.#state === 'over') return;
    const wasEnded = this.#state === 'ended';
    this.#state = 'over';
    for (const taken of this.#taken) {
      if (wasEnded) taken.lease.unstored -= 1;
      step(taken);
    }
  }
}
