import {
  LlmCallKind,
  type LlmCallRecord,
  LlmCallStatus,
  type LlmContext,
  mergeIntoCallRecord,
  USED,
} from 'llm-exchange/call';
import { readFailure, type CallFailure } from './thrown-error.js';
import { CallMembers, type IntakeLimits } from './call-members.js';
import { CallReading, type ResultSelectors, type SeenAnswers } from './call-reading.js';
import type { CallSink } from './call-sink.js';
import type { LlmCallOutcome } from './calls.js';
import type { BudgetGate } from '../budgets/budget-gate.js';
import type { Reservation } from '../budgets/reservation.js';
import type { LlmBudgetCall } from '../storage/budgets/llm-budget.js';
import { SeenExchanges } from './seen-exchanges.js';
import { withhold } from './withheld.js';

type EndStatus = Exclude<LlmCallStatus, LlmCallStatus.PENDING>;

/** Where the accounts of a call go, what may stand in them, and how its result is read. */
export interface CallMaking {
  readonly sink: CallSink;
  readonly limits: IntakeLimits;
  readonly selectors?: ResultSelectors | undefined;
}

/**
 * One call from its start to its end. `begin` tells that it is under way; the first of `succeed`, `end`, `fail`, `cancel` and
 * `complete` ends it, all later ones do nothing. None of them throws.
 */
export class OpenCall {
  readonly id: string;
  readonly #outer: LlmContext;
  #context: LlmContext | undefined;
  readonly #told: Partial<LlmCallRecord>;
  readonly #sink: CallSink;
  readonly #limits: IntakeLimits;
  readonly #selectors: ResultSelectors;
  readonly #seen: SeenExchanges;
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
    told: Partial<LlmCallRecord>,
    { sink, limits, selectors = {} }: CallMaking,
  ) {
    this.id = id;
    this.#outer = outer;
    this.#told = told;
    this.#sink = sink;
    this.#limits = limits;
    this.#selectors = selectors;
    this.#seen = new SeenExchanges(id, told, sink);
  }

  /** The context of the call's work: calls made there have this one as their parent, and what was told of it holds for them. */
  get context(): LlmContext {
    return (this.#context ??= this.#newContext());
  }

  #newContext(): LlmContext {
    const context = this.#seen.carriedBy(innerContext(this.#outer, this.#told, this.id));
    return this.#limits.withholds === true ? withhold(context) : context;
  }

  contextLater(): () => LlmContext {
    const later = contextLater(this.#outer, this.#told, this.id);
    return this.#limits.withholds === true ? () => withhold(later()) : later;
  }

  /** What budgets ask of it before it is made; undefined for what is no call of a model. */
  get asked(): LlmBudgetCall | undefined {
    if ((this.#told.kind ?? LlmCallKind.CALL) !== LlmCallKind.CALL) return undefined;
    const { requestModel, model = requestModel, prompt, systemPrompt, ...told } = this.#told;
    return { ...told, model: requestModel ?? model, promptLength: (prompt?.length ?? 0) + (systemPrompt?.length ?? 0) };
  }

  /** Budgets have let it through: its first step needs to ask no more. */
  reservedBy(gate: Pick<BudgetGate, 'bind'>, reservation: Reservation | undefined): void {
    if (reservation === undefined) return;
    gate.bind(this.id, reservation);
    this.#seen.covered = reservation.keys;
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
   * The result was handed out, and lasts for as long as its consumer likes. Until it is read, an only exchange that ends tells the
   * outcome: see {@link SeenExchanges.tellWhenOver}.
   */
  goesOn(): void {
    this.begin();
    this.#seen.tellWhenOver((exchange) => this.#tellExchange(exchange));
  }

  /** The result is being read: its end is to be waited for. */
  reads(): void {
    this.#seen.isRead = true;
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
    this.#end(LlmCallStatus.SUCCESS, (members, seen) => this.#newReading().readValue(value, members, seen));
  }

  /** The stream is over. */
  end(): void {
    this.#end(LlmCallStatus.SUCCESS, (members, seen) => this.#readStream(members, seen));
  }

  fail(error: unknown): void {
    const { status, ...failure } = readFailure(error);
    this.#end(status, (members, seen) => {
      members.take(failure);
      this.#readStream(members, seen);
    });
  }

  cancel(reason?: string): void {
    this.#end(LlmCallStatus.CANCELLED, (members, seen) => {
      members.take({ errorMessage: reason });
      this.#readStream(members, seen);
    });
  }

  /** The outcome as the application itself tells it. */
  complete(outcome: LlmCallOutcome): void {
    this.finish(LlmCallStatus.SUCCESS, outcome);
  }

  /** As {@link complete}, in any final state. */
  finish(
    status: EndStatus,
    outcome: LlmCallOutcome & { attempts?: number } & Partial<Omit<CallFailure, 'status'>>,
  ): void {
    this.#end(status, (members, seen) => {
      members.take(outcome).fillUsageOf(outcome);
      seen.fill(members);
    });
  }

  #newReading(): CallReading {
    return new CallReading(this.#selectors, this.#limits.maxPayloadBytes);
  }

  #readStream(members: CallMembers, seen: SeenAnswers): void {
    if (this.#reading === undefined) seen.fill(members);
    else this.#reading.readStream(members, seen);
  }

  #end(status: EndStatus, read: (members: CallMembers, seen: SeenAnswers) => void): void {
    if (this.#ended) return;
    this.#ended = true;
    const latencyMs = performance.now() - this.#clock;
    this.#sink.quietly(() => {
      const { only } = this.#seen;
      const members = this.#newMembers();
      read(members, {
        fill: (told) => {
          const hasUsage = this.#seen.fill(told, this.#told, status);
          if (hasUsage) this.#firstContentAt ??= only?.firstContentAt;
          return hasUsage;
        },
        counts: (usage) => this.#seen.counts(usage),
      });
      this.#seen.dropCounted(members);
      this.#accept(status, members, latencyMs);
    });
    this.#sink.quietly(() => this.#seen.end());
    this.#sink.closed(this);
  }

  /** An only exchange is over, and the call may never be. */
  #tellExchange({ status, errorMessage, errorType, errorCode, completedAt }: LlmCallRecord): void {
    if (this.#ended) return;
    this.#sink.quietly(() => {
      const failure = { errorMessage, errorType, errorCode };
      const members = this.#newMembers().take(failure).take({ completedAt });
      this.#seen.fill(members, this.#told, status);
      this.#firstContentAt ??= this.#seen.only?.firstContentAt;
      const endedAt = completedAt === undefined ? Date.now() : Date.parse(completedAt);
      this.#accept(status, members, Math.max(endedAt - Date.parse(this.#told.startedAt!), 0));
    });
  }

  #newMembers(): CallMembers {
    return new CallMembers(this.#limits, this.#told.metadata).take(this.#updates).fillUsageOf(this.#updates);
  }

  #accept(status: LlmCallStatus, members: CallMembers, latencyMs: number): void {
    const outcome = withTotal(members.result());
    const isStep = this.#isStep(outcome);
    if (isStep) outcome.kind = LlmCallKind.STEP;
    outcome.completedAt ??= new Date().toISOString();
    outcome.latencyMs ??= Math.round(latencyMs);
    if (this.#firstContentAt !== undefined)
      outcome.timeToFirstTokenMs ??= Math.max(Math.round(this.#firstContentAt - this.#clock), 0);
    if (!isStep) outcome.estimatedCost ??= this.#sink.price(outcome, this.#told) ?? undefined;
    SeenExchanges.in(this.#outer)?.noteAnswer(outcome);
    if (status === LlmCallStatus.SUCCESS && this.#isUnread(outcome)) this.#limits.reportUnread?.();
    this.#sink.accept(this.#recordOf(status, outcome));
  }

  /** Nothing says what was asked and what that took, here or in steps of the call. */
  #isUnread({ model, promptTokens, completionTokens, estimatedCost }: Partial<LlmCallRecord>): boolean {
    const isKnown = [model, this.#told.model, promptTokens, completionTokens, estimatedCost].some(
      (said) => said !== undefined,
    );
    return !isKnown && this.#seen.isOnlyCall;
  }

  /** Several calls were made in it, and it is none itself; who says a kind is believed. */
  #isStep(outcome: Partial<LlmCallRecord>): boolean {
    if (this.#told.kind !== undefined || !this.#seen.hasCalls) return false;
    return USED.every((member) => outcome[member] === undefined);
  }

  #pending(): LlmCallRecord {
    return Object.assign(this.#told, { id: this.id, status: LlmCallStatus.PENDING });
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

/** Prompt and completion tokens together, where their sum was not told; what is told of one alone counts as well. */
export function withTotal(outcome: Partial<LlmCallRecord>): Partial<LlmCallRecord> {
  const { promptTokens, completionTokens, totalTokens } = outcome;
  if (totalTokens === undefined && (promptTokens !== undefined || completionTokens !== undefined)) {
    outcome.totalTokens = (promptTokens ?? 0) + (completionTokens ?? 0);
  }
  return outcome;
}

type ContextIds = Pick<
  LlmCallRecord,
  'traceId' | 'userId' | 'sessionId' | 'taskId' | 'companyId' | 'reviewId' | 'origin' | 'promptName' | 'promptVersion'
>;

/** How to get the context of a call's work once more, without keeping its texts. */
export function contextLater(
  outer: LlmContext,
  { traceId, userId, sessionId, taskId, companyId, reviewId, origin, promptName, promptVersion }: ContextIds,
  id: string,
): () => LlmContext {
  const ids = { traceId, userId, sessionId, taskId, companyId, reviewId, origin, promptName, promptVersion };
  return () => innerContext(outer, ids, id);
}

/** The context of a call's own work. */
function innerContext(outer: LlmContext, told: ContextIds, id: string): LlmContext {
  const { traceId = outer.traceId, userId, sessionId, taskId, companyId, reviewId } = told;
  const { origin, promptName, promptVersion } = told;
  const ids = { traceId, userId, sessionId, taskId, companyId, reviewId, parentCallId: id };
  return { ...outer, ...ids, origin, promptName, promptVersion };
}
