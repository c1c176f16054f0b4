import { Inject, Injectable } from '@nestjs/common';
import { callIdTime, type LlmCallRecord, LlmCallStatus } from 'llm-exchange/call';
import type { LlmBudgetCall } from '../options/budgets.options.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { KnownBudgets } from '../storage/budgets/known-budgets.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { Admission, type CounterOfCall } from './admission.js';
import { BlockingBudget } from './blocking-budget.js';
import { CallReservations } from './call-reservations.js';
import { CostEstimates } from './cost-estimates.js';
import { LeaseKeeper } from './lease-keeper.js';
import type { Reservation } from './reservation.js';

/** Decides before a call is made whether blocking budgets let it through, and follows it until its cost is stored. */
@Injectable()
export class BudgetGate {
  readonly #reservations = new CallReservations();
  readonly #environment: string | undefined;
  readonly #keeper: LeaseKeeper;
  readonly #admission: Admission;
  #flush: () => Promise<void> = () => Promise.resolve();
  /** In the order in which their counters are locked. */
  #blocking: readonly BlockingBudget[] = [];

  constructor(
    @Inject(LlmDatabase) database: LlmDatabase,
    @Inject(KnownBudgets) private readonly known: KnownBudgets,
    @Inject(CostEstimates) private readonly estimates: CostEstimates,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.#environment = options.environment;
    this.#keeper = new LeaseKeeper(database, () => this.#flush());
    this.#admission = new Admission(this.#keeper, estimates);
    known.onChange(() => this.#learn());
  }

  /** Whether any budget blocks: without one nothing is asked of a call. */
  get isActive(): boolean {
    return this.#blocking.length > 0;
  }

  /** Calls that were let through, or refused, without an answer of the database, since the start. */
  get unanswered(): { readonly allowed: number; readonly blocked: number } {
    return this.#admission.unanswered;
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
  admit(call: LlmBudgetCall, covered?: ReadonlySet<string>, at = Date.now()): Reservation | Promise<Reservation> {
    return this.#admission.admit(this.#countersOf(call, covered, at), call);
  }

  /** The same for a caller that cannot wait: what is not known to be past the limit is let through. */
  admitNow(call: LlmBudgetCall, covered?: ReadonlySet<string>, at = Date.now()): Reservation {
    return this.#admission.admitNow(this.#countersOf(call, covered, at), call);
  }

  /** The call was begun under this id. */
  bind(id: string, reservation: Reservation): void {
    if (!reservation.isEmpty) this.#reservations.bind(id, reservation);
  }

  /**
   * A record of a call is on its way to the database.
   * @returns to be called once it is stored; undefined where nothing waits for that.
   */
  recorded(record: LlmCallRecord): (() => void) | undefined {
    if (record.status === LlmCallStatus.PENDING || !(this.isActive || !this.#reservations.isEmpty)) return undefined;
    const reservation = this.#reservations.take(record.id);
    if (reservation === undefined) return this.#unreserved(record);
    this.estimates.learn(reservation.call, record.estimatedCost);
    return reservation.end(record.estimatedCost);
  }

  /** A call has ended. */
  closed(id: string): void {
    this.#reservations.closed(id);
  }

  /** Refusals so far are counted in the database. */
  refusalsStored(): Promise<void> {
    return this.#keeper.refusalsStored();
  }

  /** Gives back what is reserved, where the database is there. */
  close(isAway: boolean): Promise<void> {
    return this.#keeper.close(isAway);
  }

  /** What was spent past this gate is not there for others either. */
  #unreserved(record: LlmCallRecord): undefined {
    const { id, provider, model, requestModel, callType, estimatedCost } = record;
    this.estimates.learn({ provider, model: requestModel ?? model, callType }, estimatedCost);
    if (estimatedCost === undefined || estimatedCost <= 0) return;
    const at = callIdTime(id).getTime();
    for (const budget of this.#blocking) {
      const counter = budget.counterOf(record, undefined, at);
      if (counter !== undefined) this.#keeper.known(counter.key)?.spend(estimatedCost);
    }
  }

  #learn(): void {
    const blocking = this.known.active.filter(({ onLimit }) => onLimit === 'block');
    this.#blocking = blocking.map((budget) => new BlockingBudget(budget));
    this.#keeper.forgetRefusals(new Set(blocking.map(({ name }) => name)));
  }

  /** One entry for each budget: a list of known length costs a call less than one that grows. */
  #countersOf(call: LlmBudgetCall, covered: ReadonlySet<string> | undefined, at: number): CounterOfCall[] {
    return this.#blocking.map((budget) => {
      const counter = budget.counterOf(call, this.#environment, at);
      return counter === undefined || covered?.has(counter.key) === true ? undefined : counter;
    });
  }
}
