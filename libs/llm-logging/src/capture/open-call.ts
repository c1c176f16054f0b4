import { mergeIntoCallRecord } from '../call/call-merge.js';
import type { LlmCallRecord } from '../call/call-record.js';
import { LlmCallStatus } from '../call/call-status.js';
import type { LlmContext } from '../context/llm-context.js';
import { readFailure } from './call-failure.js';
import { CallMembers, type IntakeLimits } from './call-members.js';
import { CallReading, type ResultSelectors } from './call-reading.js';
import type { LlmCallOutcome } from './calls.js';

/** What an {@link OpenCall} needs of the recorder. */
export interface CallSink {
  readonly limits: IntakeLimits;
  /** Hands one account of a call over to delivery. */
  accept(record: LlmCallRecord): void;
  /** USD, null where no price is known. */
  price(outcome: Partial<LlmCallRecord>, told: Partial<LlmCallRecord>): number | null;
  /** Runs a step of the log's own, whose failure is nobody else's. */
  quietly(step: () => void): void;
  /** The call has ended. */
  closed(call: OpenCall): void;
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
  readonly #selectors: ResultSelectors;
  #clock = performance.now();
  #begun = false;
  #ended = false;
  #firstContentMs: number | undefined;
  #updates: LlmCallOutcome | undefined;
  #reading: CallReading | undefined;

  constructor(
    id: string,
    outer: LlmContext,
    told: Partial<LlmCallRecord>,
    sink: CallSink,
    selectors: ResultSelectors = {},
  ) {
    this.id = id;
    this.#outer = outer;
    this.#told = told;
    this.#sink = sink;
    this.#selectors = selectors;
  }

  /** The context of the call's work: calls made there have this one as their parent, and what was told of it holds for them. */
  get context(): LlmContext {
    return (this.#context ??= innerContext(this.#outer, this.#told, this.id));
  }

  /** The started call becomes a row. Work that starts later than it was asked for (a cold observable) is timed from here. */
  begin(): void {
    if (this.#begun || this.#ended) return;
    this.#begun = true;
    this.#clock = performance.now();
    this.#sink.quietly(() => this.#sink.accept(this.#pending()));
  }

  /** What is known of the outcome before the end. */
  update(outcome: LlmCallOutcome): void {
    this.#updates = { ...this.#updates, ...outcome };
  }

  /** A part of a streamed answer. */
  chunk(value: unknown): void {
    if (this.#ended) return;
    this.#sink.quietly(() => {
      this.#reading ??= this.#newReading();
      if (this.#reading.push(value)) this.firstContent();
    });
  }

  firstContent(): void {
    this.#firstContentMs ??= performance.now() - this.#clock;
  }

  /** The work returned `value`. */
  succeed(value: unknown): void {
    this.#end(LlmCallStatus.SUCCESS, (members) => this.#newReading().readValue(value, members));
  }

  /** The stream is over. */
  end(): void {
    this.#end(LlmCallStatus.SUCCESS, (members) => this.#reading?.readStream(members));
  }

  fail(error: unknown): void {
    const { status, ...failure } = readFailure(error);
    this.#end(status, (members) => {
      members.take(failure);
      this.#reading?.readStream(members);
    });
  }

  cancel(reason?: string): void {
    this.#end(LlmCallStatus.CANCELLED, (members) => {
      members.take({ errorMessage: reason });
      this.#reading?.readStream(members);
    });
  }

  /** The outcome as the application itself tells it. */
  complete(outcome: LlmCallOutcome): void {
    this.#end(LlmCallStatus.SUCCESS, (members) => void members.take(outcome).fill(outcome.usage));
  }

  #newReading(): CallReading {
    return new CallReading(this.#selectors, this.#sink.limits.maxPayloadBytes);
  }

  #end(status: LlmCallStatus, read: (members: CallMembers) => void): void {
    if (this.#ended) return;
    this.#ended = true;
    const latencyMs = performance.now() - this.#clock;
    this.#sink.quietly(() => {
      const members = new CallMembers(this.#sink.limits).take(this.#updates).fill(this.#updates?.usage);
      read(members);
      const outcome = withTotal(members.result());
      outcome.completedAt ??= new Date().toISOString();
      outcome.latencyMs ??= Math.round(latencyMs);
      if (this.#firstContentMs !== undefined) outcome.timeToFirstTokenMs ??= Math.round(this.#firstContentMs);
      outcome.estimatedCost ??= this.#sink.price(outcome, this.#told) ?? undefined;
      this.#sink.accept(this.#recordOf(status, outcome));
    });
    this.#sink.closed(this);
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

/** Prompt and completion tokens together, where their sum was not told. */
export function withTotal(outcome: Partial<LlmCallRecord>): Partial<LlmCallRecord> {
  const { promptTokens, completionTokens, totalTokens } = outcome;
  if (totalTokens === undefined && promptTokens !== undefined && completionTokens !== undefined) {
    outcome.totalTokens = promptTokens + completionTokens;
  }
  return outcome;
}

/** The context of a call's own work. */
export function innerContext(outer: LlmContext, told: Partial<LlmCallRecord>, id: string): LlmContext {
  const { traceId = outer.traceId, userId, sessionId, taskId, companyId, reviewId } = told;
  return { ...outer, traceId, userId, sessionId, taskId, companyId, reviewId, parentCallId: id };
}
