import { type LlmCallRecord, LlmCallStatus, type LlmContext, mergeIntoCallRecord } from 'llm-exchange/call';
import { readFailure, type CallFailure } from './thrown-error.js';
import { askedOfBudgets } from './asked-of-budgets.js';
import { CallMembers, type IntakeLimits } from './call-members.js';
import { CallReading, type ResultSelectors, type InnerAnswers } from './call-reading.js';
import type { CallSink } from './call-sink.js';
import type { LlmCallOutcome } from './calls.js';
import type { BudgetGate } from '../budgets/budget-gate.js';
import type { Reservation } from '../budgets/reservation.js';
import type { LlmBudgetCall } from '../options/budgets.options.js';
import { InnerExchanges } from './inner-exchanges.js';
import { finishOutcome, isUnread, usesNothing } from './finish-outcome.js';
import { contextLater, innerContext } from './inner-context.js';
import { withhold } from './withheld.js';
import type { LlmContextService } from '../context/llm-context.service.js';
import type { FollowedCall } from '../telemetry/calls/call-listener.js';

type EndStatus = Exclude<LlmCallStatus, LlmCallStatus.PENDING>;

/** Where the accounts of a call go, what may stand in them, and how its result is read. */
export interface CallMaking {
  readonly sink: CallSink;
  readonly limits: IntakeLimits;
  readonly selectors?: ResultSelectors | undefined;
  /** Who follows it. */
  readonly followed?: FollowedCall | undefined;
}

/**
 * One call from its start to its end. None of its methods throws.
 *
 * | state | `begin`                    | `update`, `chunk` | `succeed`, `end`, `fail`, `cancel`, `complete`, `finish` | its only exchange ends after `goesOn` |
 * |-------|----------------------------|-------------------|----------------------------------------------------------|---------------------------------------|
 * | idle  | → begun; a pending record  | kept              | → ended; start and outcome are one record                | –                                     |
 * | begun | nothing                    | kept              | → ended; a record of the outcome                         | a record of that outcome; stays begun |
 * | ended | nothing                    | nothing           | nothing                                                  | nothing                               |
 */
export class OpenCall {
  readonly id: string;
  readonly #outer: LlmContext;
  #context: LlmContext | undefined;
  readonly #started: Partial<LlmCallRecord>;
  readonly #sink: CallSink;
  readonly #limits: IntakeLimits;
  readonly #selectors: ResultSelectors;
  readonly #inner: InnerExchanges;
  readonly #followed: FollowedCall | undefined;
  #clock = performance.now();
  #begun = false;
  #ended = false;
  /** On the clock of `performance.now()`. */
  #firstContentAt: number | undefined;
  #updates: LlmCallOutcome | undefined;
  #reading: CallReading | undefined;

  constructor(
    id: string,
    outer: LlmContext,
    started: Partial<LlmCallRecord>,
    { sink, limits, selectors = {}, followed }: CallMaking,
  ) {
    this.id = id;
    this.#outer = outer;
    this.#started = started;
    this.#sink = sink;
    this.#limits = limits;
    this.#selectors = selectors;
    this.#inner = new InnerExchanges(id, started, sink);
    this.#followed = followed;
  }

  /** The context of the call's work: calls made there have this one as their parent, and what was given for it holds for them. */
  get context(): LlmContext {
    return (this.#context ??= this.#newContext());
  }

  #newContext(): LlmContext {
    const context = this.#inner.carriedBy(innerContext(this.#outer, this.#started, this.id));
    return this.#limits.withholds === true ? withhold(context) : context;
  }

  contextLater(): () => LlmContext {
    const later = contextLater(this.#outer, this.#started, this.id);
    return this.#limits.withholds === true ? () => withhold(later()) : later;
  }

  /** Runs a part of its work: calls and spans that are made there are inside it. */
  run<T>(contexts: Pick<LlmContextService, 'enter'>, work: () => T): T {
    return contexts.enter(this.context, () => this.send(work));
  }

  /** Runs what sends its request: spans that are made there are inside its own. */
  send<T>(work: () => T): T {
    return this.#followed === undefined ? work() : this.#followed.run(work);
  }

  /** What budgets are asked before it is made; undefined for what is no call of a model. */
  get asked(): LlmBudgetCall | undefined {
    return askedOfBudgets(this.#started);
  }

  /** Budgets have let it through: its first step needs to ask no more. */
  reservedBy(gate: Pick<BudgetGate, 'bind'>, reservation: Reservation | undefined): void {
    if (reservation === undefined) return;
    gate.bind(this.id, reservation);
    this.#inner.covered = reservation.keys;
  }

  /** When its first content arrived, on the clock of `performance.now()`. */
  get firstContentAt(): number | undefined {
    return this.#firstContentAt;
  }

  /** The started call becomes a row. Work that starts later than it was asked for (a cold observable) is timed from `clock`. */
  begin(clock = performance.now()): void {
    if (this.#begun || this.#ended) return;
    this.#begun = true;
    this.#clock = clock;
    this.#sink.began(this);
    this.#sink.quietly(() => this.#sink.accept(this.#pending()));
  }

  /**
   * The result was handed out, and lasts for as long as its consumer likes. Until it is read, an only exchange that ends gives the
   * outcome: see {@link InnerExchanges.acceptWhenOver}.
   */
  goesOn(): void {
    this.begin();
    this.#inner.acceptWhenOver((exchange) => this.#acceptExchange(exchange));
  }

  /** The result is being read: its end is to be waited for. */
  reads(): void {
    this.#inner.isRead = true;
  }

  /** What is known of the outcome before the end. */
  update(outcome: LlmCallOutcome): void {
    this.#sink.quietly(() => (this.#updates = { ...this.#updates, ...outcome }));
  }

  /** A part of a streamed answer. */
  chunk(value: unknown): void {
    if (this.#ended) return;
    this.reads();
    this.#sink.quietly(() => {
      this.#reading ??= this.#newReading();
      if (this.#reading.push(value)) this.firstContent();
    });
  }

  firstContent(): void {
    this.#firstContentAt ??= performance.now();
  }

  /** The work returned `value`. */
  succeed(value: unknown): void {
    this.#end(LlmCallStatus.SUCCESS, (members, inner) => this.#newReading().readValue(value, members, inner));
  }

  /** The stream is over. */
  end(): void {
    this.#end(LlmCallStatus.SUCCESS, (members, inner) => this.#readStream(members, inner));
  }

  fail(error: unknown): void {
    const { status, ...failure } = readFailure(error);
    this.#end(status, (members, inner) => {
      members.take(failure);
      this.#readStream(members, inner);
    });
  }

  cancel(reason?: string): void {
    this.#end(LlmCallStatus.CANCELLED, (members, inner) => {
      members.take({ errorMessage: reason });
      this.#readStream(members, inner);
    });
  }

  /** The outcome as the application itself gives it. */
  complete(outcome: LlmCallOutcome): void {
    this.finish(LlmCallStatus.SUCCESS, outcome);
  }

  /** As {@link complete}, in any final state. */
  finish(
    status: EndStatus,
    outcome: LlmCallOutcome & { attempts?: number } & Partial<Omit<CallFailure, 'status'>>,
  ): void {
    this.#end(status, (members, inner) => {
      members.take(outcome).fillUsageOf(outcome);
      inner.fill(members);
    });
  }

  #newReading(): CallReading {
    return new CallReading(this.#selectors, this.#limits.maxPayloadBytes);
  }

  #readStream(members: CallMembers, inner: InnerAnswers): void {
    if (this.#reading === undefined) inner.fill(members);
    else this.#reading.readStream(members, inner);
  }

  #end(status: EndStatus, read: (members: CallMembers, inner: InnerAnswers) => void): void {
    if (this.#ended) return;
    this.#ended = true;
    const latencyMs = performance.now() - this.#clock;
    this.#sink.quietly(() => {
      const { only } = this.#inner;
      const members = this.#newMembers();
      read(members, {
        fill: (outcome) => {
          const hasUsage = this.#inner.fill(outcome, this.#started, status);
          if (hasUsage) this.#firstContentAt ??= only?.firstContentAt;
          return hasUsage;
        },
        counts: (usage) => this.#inner.counts(usage),
      });
      this.#inner.dropCounted(members);
      this.#accept(status, members, latencyMs);
    });
    this.#sink.quietly(() => this.#inner.end());
    this.#sink.closed(this);
  }

  /** An only exchange is over, and the call may never be. */
  #acceptExchange({ status, errorMessage, errorType, errorCode, completedAt }: LlmCallRecord): void {
    if (this.#ended) return;
    this.#sink.quietly(() => {
      const failure = { errorMessage, errorType, errorCode };
      const members = this.#newMembers().take(failure).take({ completedAt });
      this.#inner.fill(members, this.#started, status);
      this.#firstContentAt ??= this.#inner.only?.firstContentAt;
      const endedAt = completedAt === undefined ? Date.now() : Date.parse(completedAt);
      this.#accept(status, members, Math.max(endedAt - Date.parse(this.#started.startedAt!), 0));
    });
  }

  #newMembers(): CallMembers {
    return new CallMembers(this.#limits, this.#started.metadata).take(this.#updates).fillUsageOf(this.#updates);
  }

  #accept(status: LlmCallStatus, members: CallMembers, latencyMs: number): void {
    const given = members.result();
    const outcome = finishOutcome(given, {
      isStep: this.#isStep(given),
      latencyMs,
      firstTokenMs: this.#firstContentAt === undefined ? undefined : this.#firstContentAt - this.#clock,
      price: (priced) => this.#sink.price(priced, this.#started),
    });
    InnerExchanges.in(this.#outer)?.noteAnswer(outcome);
    if (status === LlmCallStatus.SUCCESS && this.#inner.isOnlyCall && isUnread(this.#started, outcome))
      this.#limits.reportUnread?.();
    const record = this.#recordOf(status, outcome);
    this.#followed?.ended(record);
    this.#sink.accept(record);
    if (this.#followed !== undefined) this.#sink.file(this.#followed, this.id);
  }

  /** Several calls were made in it, and it is none itself; who says a kind is believed. */
  #isStep(outcome: Partial<LlmCallRecord>): boolean {
    return this.#started.kind === undefined && this.#inner.hasCalls && usesNothing(outcome);
  }

  #pending(): LlmCallRecord {
    return Object.assign(this.#started, { id: this.id, status: LlmCallStatus.PENDING });
  }

  /** All of the call where nothing of it is on its way yet, otherwise the outcome alone. */
  #recordOf(status: LlmCallStatus, outcome: Partial<LlmCallRecord>): LlmCallRecord {
    const record = Object.assign(outcome, { id: this.id, status });
    if (this.#begun) return record;
    const whole = this.#pending();
    mergeIntoCallRecord(whole, record);
    return whole;
  }
}
