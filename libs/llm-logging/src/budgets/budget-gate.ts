import { Inject, Injectable, Logger } from '@nestjs/common';
import { callIdTime, type LlmCallRecord, LlmCallStatus } from 'llm-exchange/call';
import { LlmBudgetExceededError } from '../errors.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { KnownBudgets } from '../storage/budgets/known-budgets.js';
import type { LlmBudgetCall } from '../options/budgets.options.js';
import type { StoredBudget } from '../storage/budgets/stored-budgets.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { CostEstimates } from './cost-estimates.js';
import type { Lease } from './lease.js';
import { LeaseKeeper } from './lease-keeper.js';
import { countersOf, type CounterKey } from './matching-budgets.js';
import { Reservation } from './reservation.js';
import { Refused } from './waiter.js';

/** How long a reservation lasts whose call ended without a record of its own, in ms: its cost is on another row, which is stored by then. */
const WITHOUT_RECORD_MS = 5_000;
/** Longer than that no call is taken to be under way. */
const LONGEST_CALL_MS = 3_600_000;
const WARN_EVERY_MS = 30_000;
const NO_KEYS: ReadonlySet<string> = new Set();

/** Decides before a call is made whether blocking budgets let it through, and knows what is under way. */
@Injectable()
export class BudgetGate {
  readonly #logger = new Logger('LlmLogging');
  readonly #reservations = new Map<string, Reservation>();
  readonly #environment: string | undefined;
  #flush: () => Promise<void> = () => Promise.resolve();
  readonly #keeper: LeaseKeeper;
  #blocking: readonly StoredBudget[] = [];
  #warnedAt = -Infinity;
  /** Calls that were let through, or refused, without an answer of the database, since the start. */
  readonly unanswered = { allowed: 0, blocked: 0 };

  constructor(
    @Inject(LlmDatabase) database: LlmDatabase,
    @Inject(KnownBudgets) private readonly known: KnownBudgets,
    @Inject(CostEstimates) private readonly estimates: CostEstimates,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.#environment = options.environment;
    this.#keeper = new LeaseKeeper(database, () => this.#flush());
    known.onChange(() => this.#learn());
  }

  /** Whether any budget blocks: without one nothing is asked of a call. */
  get isActive(): boolean {
    return this.#blocking.length > 0;
  }

  /** @param flush stores all calls that were accepted so far. */
  start(flush: () => Promise<void>): void {
    this.#flush = flush;
  }

  /**
   * Lets a call through, at once where there is room, and otherwise once the database has answered.
   * @param covered counters that the call around this one was let through by already.
   * @param at when the call began by its row, in ms since 1970: it counts in the windows of that time. Default: now.
   * @throws LlmBudgetExceededError, or rejects with it.
   */
  admit(
    call: LlmBudgetCall,
    covered: ReadonlySet<string> = NO_KEYS,
    at = Date.now(),
  ): Reservation | Promise<Reservation> {
    const counters = this.#countersOf(call, covered, at);
    const reservation = new Reservation(call);
    for (const [n, counter] of counters.entries()) {
      if (this.#tryTake(counter, call, reservation)) continue;
      return this.#waitFor(counters.slice(n), call, reservation);
    }
    return reservation;
  }

  /** The same for a caller that cannot wait: what is not known to be past the limit is let through. */
  admitNow(call: LlmBudgetCall, covered: ReadonlySet<string> = NO_KEYS, at = Date.now()): Reservation {
    const reservation = new Reservation(call);
    for (const counter of this.#countersOf(call, covered, at)) {
      if (this.#tryTake(counter, call, reservation)) continue;
      this.#takeAnyway(counter, call, reservation);
      this.#keeper.visitSoon();
    }
    return reservation;
  }

  /** The call was begun under this id. */
  bind(id: string, reservation: Reservation): void {
    if (reservation.keys.size === 0) return;
    this.#reservations.get(id)?.cancel();
    this.#reservations.set(id, reservation);
  }

  /**
   * A record of a call is on its way to the database.
   * @returns to be called once it is stored; undefined where nothing waits for that.
   */
  recorded(record: LlmCallRecord): (() => void) | undefined {
    if (record.status === LlmCallStatus.PENDING || !this.isActive) return undefined;
    const reservation = this.#reservations.get(record.id);
    this.estimates.learn(reservation?.call ?? askedAs(record), record.estimatedCost);
    if (reservation === undefined) return this.#unreserved(record);
    this.#reservations.delete(record.id);
    reservation.end(record.estimatedCost);
    return () => reservation.stored();
  }

  /** A call has ended. */
  closed(id: string): void {
    const reservation = this.#reservations.get(id);
    if (reservation === undefined) return;
    setTimeout(() => {
      if (this.#reservations.get(id) !== reservation) return;
      this.#reservations.delete(id);
      reservation.stored();
    }, WITHOUT_RECORD_MS).unref();
  }

  /** Refusals so far are counted in the database. */
  settled(): Promise<void> {
    return this.#keeper.settled();
  }

  /** Gives back what is reserved, where the database is there. */
  close(isAway: boolean): Promise<void> {
    return this.#keeper.close(isAway);
  }

  /** What was spent past this gate is not there for others either. */
  #unreserved({ estimatedCost, ...record }: LlmCallRecord): undefined {
    if (estimatedCost === undefined || estimatedCost <= 0) return;
    for (const { key } of countersOf(this.#blocking, record, callIdTime(record.id).getTime()))
      this.#keeper.known(key)?.spend(estimatedCost);
  }

  #learn(): void {
    this.#blocking = this.known.active.filter(({ onLimit }) => onLimit === 'block');
    this.#keeper.forgetRefusals(new Set(this.#blocking.map(({ name }) => name)));
  }

  #countersOf(call: LlmBudgetCall, covered: ReadonlySet<string>, at: number): CounterKey[] {
    this.#forgetOld();
    const { environment = this.#environment } = call;
    return countersOf(this.#blocking, { ...call, environment }, at).filter(({ key }) => !covered.has(key));
  }

  /** @throws LlmBudgetExceededError where this was refused just now. */
  #tryTake(counter: CounterKey, call: LlmBudgetCall, reservation: Reservation): boolean {
    const lease = this.#keeper.leaseOf(counter);
    const amount = this.estimates.of(counter.budget, call, counter.limitUsd);
    if (lease.isDenied(amount)) throw this.#refusal(lease, reservation, lease.spent);
    if (lease.waiting.length > 0 || lease.free < amount) return false;
    lease.take(amount);
    reservation.add(lease, amount);
    if (lease.isLow) this.#keeper.refill(lease);
    return true;
  }

  #takeAnyway(counter: CounterKey, call: LlmBudgetCall, reservation: Reservation): void {
    const lease = this.#keeper.leaseOf(counter);
    const amount = this.estimates.of(counter.budget, call, counter.limitUsd);
    lease.take(amount);
    reservation.add(lease, amount);
  }

  async #waitFor(counters: readonly CounterKey[], call: LlmBudgetCall, reservation: Reservation): Promise<Reservation> {
    for (const counter of counters) {
      if (this.#tryTake(counter, call, reservation)) continue;
      const lease = this.#keeper.leaseOf(counter);
      const amount = this.estimates.of(counter.budget, call, counter.limitUsd);
      try {
        await this.#keeper.wait(lease, amount);
        reservation.add(lease, amount);
      } catch (error) {
        if (error instanceof Refused) throw this.#refusal(lease, reservation, error.spentUsd);
        this.#withoutAnswer(counter, call, reservation, error);
      }
    }
    return reservation;
  }

  #withoutAnswer(counter: CounterKey, call: LlmBudgetCall, reservation: Reservation, error: unknown): void {
    const isBlocked = counter.budget.onUnavailable === 'block';
    this.unanswered[isBlocked ? 'blocked' : 'allowed'] += 1;
    this.#warn(isBlocked, error);
    if (!isBlocked) return this.#takeAnyway(counter, call, reservation);
    const lease = this.#keeper.leaseOf(counter);
    throw this.#refusal(lease, reservation, lease.spent);
  }

  #refusal(lease: Lease, reservation: Reservation, spentUsd: number): LlmBudgetExceededError {
    reservation.cancel();
    lease.blocked += 1;
    this.#keeper.visitSoon();
    const { budget, subject, limitUsd, end } = lease.counter;
    return new LlmBudgetExceededError({
      budget: budget.name,
      subject: subject === '' ? null : subject,
      limitUsd,
      spentUsd,
      resetsAt: end === Infinity ? null : new Date(end),
    });
  }

  /** Calls that never ended hold nothing for ever. */
  #forgetOld(): void {
    const [oldest] = this.#reservations;
    if (oldest === undefined || performance.now() - oldest[1].at < LONGEST_CALL_MS) return;
    this.#reservations.delete(oldest[0]);
    oldest[1].cancel();
  }

  #warn(isBlocked: boolean, error: unknown): void {
    if (performance.now() - this.#warnedAt < WARN_EVERY_MS) return;
    this.#warnedAt = performance.now();
    this.#logger.warn(
      `Budgets cannot be asked, so calls are ${isBlocked ? 'refused' : 'let through'} as \`onUnavailable\` says (${this.unanswered.allowed} let through, ${this.unanswered.blocked} refused so far): ${String(error)}`,
    );
  }
}

/** A call that nobody asked about, as it would have been. */
function askedAs({ requestModel, model, ...record }: LlmCallRecord): LlmBudgetCall {
  return { ...record, model: requestModel ?? model };
}
