import { LlmBudgetExceededError } from '../errors.js';
import type { LlmBudgetCall } from '../options/budgets.options.js';
import type { CostEstimates } from './cost-estimates.js';
import type { CounterKey } from './counter-key.js';
import type { Lease } from './lease.js';
import type { LeaseKeeper } from './lease-keeper.js';
import { Reservation } from './reservation.js';
import { UnansweredCalls } from './unanswered-calls.js';
import { Refused } from './waiter.js';

/** Undefined: the call counts in none of a budget. */
export type CounterOfCall = CounterKey | undefined;

/** Takes from leases what a call is expected to cost, or refuses it. */
export class Admission {
  readonly unanswered = new UnansweredCalls();

  constructor(
    private readonly keeper: LeaseKeeper,
    private readonly estimates: CostEstimates,
  ) {}

  /**
   * Lets a call through, at once where all leases have room, and otherwise once the database has answered.
   * @throws LlmBudgetExceededError, or rejects with it.
   */
  admit(counters: readonly CounterOfCall[], call: LlmBudgetCall): Reservation | Promise<Reservation> {
    const reservation = new Reservation(call, performance.now());
    for (let n = 0; n < counters.length; n += 1) {
      const counter = counters[n];
      if (counter === undefined || this.#tryTake(counter, reservation, reservation.at)) continue;
      return this.#waitFor(counters.slice(n), reservation);
    }
    return reservation;
  }

  /**
   * The same for a caller that cannot wait: what is not known to be past the limit is let through.
   * @throws LlmBudgetExceededError
   */
  admitNow(counters: readonly CounterOfCall[], call: LlmBudgetCall): Reservation {
    const reservation = new Reservation(call, performance.now());
    for (const counter of counters) {
      if (counter === undefined || this.#tryTake(counter, reservation, reservation.at)) continue;
      this.#takeAnyway(counter, reservation);
      this.keeper.visitSoon();
    }
    return reservation;
  }

  /** @throws LlmBudgetExceededError where as much was refused just now. */
  #tryTake(counter: CounterKey, reservation: Reservation, now: number): boolean {
    const lease = this.keeper.leaseOf(counter);
    const amount = this.#estimate(counter, reservation);
    if (lease.isDenied(amount)) throw this.#refusal(lease, reservation, lease.spent);
    if (!lease.tryTake(amount, now)) return false;
    reservation.add(lease, amount);
    if (lease.isLow(now)) this.keeper.refill(lease);
    return true;
  }

  #takeAnyway(counter: CounterKey, reservation: Reservation): void {
    const lease = this.keeper.leaseOf(counter);
    const amount = this.#estimate(counter, reservation);
    lease.take(amount);
    reservation.add(lease, amount);
  }

  async #waitFor(counters: readonly CounterOfCall[], reservation: Reservation): Promise<Reservation> {
    for (const counter of counters) {
      if (counter === undefined || this.#tryTake(counter, reservation, performance.now())) continue;
      const lease = this.keeper.leaseOf(counter);
      const amount = this.#estimate(counter, reservation);
      try {
        await this.keeper.wait(lease, amount);
        reservation.add(lease, amount);
      } catch (error) {
        if (error instanceof Refused) throw this.#refusal(lease, reservation, error.spentUsd);
        this.#withoutAnswer(counter, reservation, error);
      }
    }
    return reservation;
  }

  #withoutAnswer(counter: CounterKey, reservation: Reservation, error: unknown): void {
    const isBlocked = counter.budget.onUnavailable === 'block';
    this.unanswered.count(isBlocked, error);
    if (!isBlocked) return this.#takeAnyway(counter, reservation);
    const lease = this.keeper.leaseOf(counter);
    throw this.#refusal(lease, reservation, lease.spent);
  }

  #refusal(lease: Lease, reservation: Reservation, spentUsd: number): LlmBudgetExceededError {
    reservation.cancel();
    lease.blocked += 1;
    this.keeper.visitSoon();
    const { budget, subject, limitUsd, end } = lease.counter;
    return new LlmBudgetExceededError({
      budget: budget.name,
      subject: subject === '' ? null : subject,
      limitUsd,
      spentUsd,
      resetsAt: end === Infinity ? null : new Date(end),
    });
  }

  #estimate({ budget, limitUsd }: CounterKey, { call }: Reservation): number {
    return this.estimates.of(budget, call, limitUsd);
  }
}
