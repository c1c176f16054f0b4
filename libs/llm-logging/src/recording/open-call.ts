import { LlmCallStatus, type LlmContext } from 'llm-exchange/call';
import type { BudgetGate } from '../budgets/budget-gate.js';
import type { Reservation } from '../budgets/reservation.js';
import type { LlmContextService } from '../context/llm-context.service.js';
import type { LlmCallOutcome } from './calls.js';
import type { Ending, EndStatus, GivenOutcome } from './ending.js';
import { contextOf } from './inner-context.js';
import { InnerExchanges } from './inner-exchanges.js';
import { hasSelectors } from './result-selectors.js';
import { ResultStream } from './result-stream.js';
import type { RetainedExchange } from './retained-exchange.js';
import type { StartedCall } from './started-call.js';
import { readFailure } from './thrown-error.js';

/** What gets to know of a call's steps. */
export interface CallSteps {
  begun(call: OpenCall): void;
  /** Its result was handed out, and lasts for as long as its consumer likes. */
  handedOut(call: OpenCall): void;
  ended(call: OpenCall, ending: Ending): void;
  /** Runs what may fail, and is the log's own. */
  quietly(step: () => void): void;
}

/**
 * One call from its start to its end: collects what is known of its outcome, and hands that over once, as an {@link Ending}. None of
 * its methods throws, but {@link run} and {@link send} what their work throws.
 *
 * | state | `begin`                    | `update`, `chunk` | `succeed`, `end`, `fail`, `cancel`, `complete`, `finish` | its only exchange ends after `goesOn`  |
 * | ----- | -------------------------- | ----------------- | -------------------------------------------------------- | -------------------------------------- |
 * | idle  | → begun; a pending record  | kept              | → ended; start and outcome are one record                | –                                      |
 * | begun | nothing                    | kept              | → ended; a record of the outcome                         | a record of that outcome; stays begun  |
 * | ended | nothing                    | nothing           | nothing                                                  | nothing                                |
 */
export class OpenCall {
  #isBegun = false;
  #isEnded = false;
  #isRead = false;
  #context: LlmContext | undefined;
  #inner: InnerExchanges | undefined;
  #clock = performance.now();
  /** On the clock of `performance.now()`. */
  #firstContentAt: number | undefined;
  #updates: LlmCallOutcome | undefined;
  #streamed: ResultStream | undefined;

  constructor(
    readonly started: StartedCall,
    private readonly steps: CallSteps,
  ) {}

  get id(): string {
    return this.started.id;
  }

  /** Its pending record was delivered: that of its outcome joins it. */
  get isBegun(): boolean {
    return this.#isBegun;
  }

  /** Somebody reads its result. */
  get isRead(): boolean {
    return this.#isRead;
  }

  /** What was noticed inside it; undefined where nothing could be. */
  get inner(): InnerExchanges | undefined {
    return this.#inner;
  }

  /** The context of the call's work: calls made there have this one as their parent, and what was given for it holds for them. */
  get context(): LlmContext {
    return (this.#context ??= contextOf(this.started, this.#madeInner()));
  }

  #madeInner(): InnerExchanges {
    if (this.#inner !== undefined) return this.#inner;
    this.#inner = new InnerExchanges(this.id, this.started.given);
    if (this.#isEnded) this.#inner.close();
    return this.#inner;
  }

  /** Runs a part of its work: calls and spans that are made there are inside it. */
  run<T>(contexts: Pick<LlmContextService, 'enter'>, work: () => T): T {
    return contexts.enter(this.context, () => this.send(work));
  }

  /** Runs what sends its request: spans that are made there are inside its own. */
  send<T>(work: () => T): T {
    const { followed } = this.started;
    return followed === undefined ? work() : followed.run(work);
  }

  /** Budgets have let it through: its first step needs to ask no more. */
  reservedBy(gate: Pick<BudgetGate, 'bind'>, reservation: Reservation | undefined): void {
    if (reservation === undefined) return;
    gate.bind(this.id, reservation);
    this.#madeInner().covered = reservation.keys;
  }

  /** When its first content arrived, on the clock of `performance.now()`. */
  get firstContentAt(): number | undefined {
    return this.#firstContentAt;
  }

  /** The started call becomes a row. Work that starts later than it was asked for (a cold observable) is timed from `clock`. */
  begin(clock = performance.now()): void {
    if (this.#isBegun || this.#isEnded) return;
    this.#isBegun = true;
    this.#clock = clock;
    this.steps.begun(this);
  }

  /** The result was handed out. Until it is read, an only exchange that ends gives the outcome: see {@link endingBy}. */
  goesOn(): void {
    this.begin();
    this.steps.handedOut(this);
  }

  /** The result is being read: its end is to be waited for. */
  reads(): void {
    this.#isRead = true;
  }

  /** What is known of the outcome before the end. */
  update(outcome: LlmCallOutcome): void {
    this.steps.quietly(() => (this.#updates = { ...this.#updates, ...outcome }));
  }

  /** A part of a streamed answer. */
  chunk(value: unknown): void {
    if (this.#isEnded) return;
    this.reads();
    this.steps.quietly(() => {
      this.#streamed ??= this.#newStream();
      if (this.#streamed.push(value)) this.firstContent();
    });
  }

  #newStream(): ResultStream {
    const { limits, selectors } = this.started;
    return new ResultStream(limits.maxPayloadBytes, hasSelectors(selectors));
  }

  firstContent(): void {
    this.#firstContentAt ??= performance.now();
  }

  /** The work returned `value`. */
  succeed(value: unknown): void {
    this.#end(LlmCallStatus.SUCCESS, undefined, { returned: value });
  }

  /** The stream is over. */
  end(): void {
    this.#end(LlmCallStatus.SUCCESS, undefined, { streamed: this.#streamed });
  }

  fail(error: unknown): void {
    const { status, ...failure } = readFailure(error);
    this.#end(status, failure, { streamed: this.#streamed });
  }

  cancel(reason?: string): void {
    this.#end(LlmCallStatus.CANCELLED, { errorMessage: reason }, { streamed: this.#streamed });
  }

  /** The outcome as the application itself gives it. */
  complete(outcome: LlmCallOutcome): void {
    this.finish(LlmCallStatus.SUCCESS, outcome);
  }

  /** As {@link complete}, in any final state. */
  finish(status: EndStatus, outcome: GivenOutcome): void {
    this.#end(status, outcome, {});
  }

  #end(status: EndStatus, given: GivenOutcome | undefined, result: Pick<Ending, 'returned' | 'streamed'>): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const latencyMs = performance.now() - this.#clock;
    this.steps.ended(this, this.#ending(status, given, latencyMs, result));
  }

  /** The outcome that an only exchange gives it while it goes on, and may for ever. */
  endingBy({ record, firstContentAt }: Pick<RetainedExchange, 'record' | 'firstContentAt'>): Ending | undefined {
    if (this.#isEnded || record === undefined) return undefined;
    this.#firstContentAt ??= firstContentAt;
    const { status, errorMessage, errorType, errorCode, completedAt } = record;
    const endedAt = completedAt === undefined ? Date.now() : Date.parse(completedAt);
    const latencyMs = Math.max(endedAt - Date.parse(this.started.given.startedAt!), 0);
    return this.#ending(status as EndStatus, { errorMessage, errorType, errorCode, completedAt }, latencyMs, {});
  }

  #ending(
    status: EndStatus,
    given: GivenOutcome | undefined,
    latencyMs: number,
    { returned, streamed }: Pick<Ending, 'returned' | 'streamed'>,
  ): Ending {
    return {
      status,
      given,
      updates: this.#updates,
      returned,
      streamed,
      clock: this.#clock,
      firstContentAt: this.#firstContentAt,
      latencyMs,
    };
  }
}
