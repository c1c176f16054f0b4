import { Inject, Injectable, Logger } from '@nestjs/common';
import { isCallId, type LlmCallRecord, type LlmCallVia } from 'llm-exchange/call';
import { BudgetGate } from '../budgets/budget-gate.js';
import { LlmContextService } from '../context/llm-context.service.js';
import { CallDelivery } from '../delivery/call-delivery.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { CALL_LISTENER, type CallListener } from '../telemetry/calls/call-listener.js';
import { CallIntake } from './call-intake.js';
import { CallPipeline } from './call-pipeline.js';
import { CallPrices } from './call-prices.js';
import type { FinishedLlmCall, StartLlmCall } from './calls.js';
import { finishedCall, lateRecord, type LateOutcome, reportedRecord } from './finished-calls.js';
import { InnerExchanges } from './inner-exchanges.js';
import { MethodWarnings } from './method-warnings.js';
import { OpenCall } from './open-call.js';
import { RecordOutlet } from './record-outlet.js';
import { RememberedCalls } from './remembered-calls.js';
import { type CallNotice, type ExchangeNotice, startCall } from './start-call.js';

/** Ends an exchange with what was read so far: if that is all of the answer, or `anyway`. */
type EndEarly = (anyway: boolean) => void;

/**
 * Where all ways of noticing a call begin. What is open goes through `startCall` and the pipeline, what is over or reported is a record at once:
 * {@link CallIntake} says what may be stored of each, {@link RecordOutlet} hands each record to delivery.
 */
@Injectable()
export class LlmCallRecorder {
  readonly #calls = new RememberedCalls();
  readonly #intake: CallIntake;
  readonly #prices: CallPrices;
  readonly #outlet: RecordOutlet;
  readonly #pipeline: CallPipeline;
  readonly #logger = new Logger('LlmLogging');

  constructor(
    private readonly contexts: LlmContextService,
    delivery: CallDelivery,
    gate: BudgetGate,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
    warnings: MethodWarnings,
    @Inject(CALL_LISTENER) private readonly listener: CallListener | undefined,
  ) {
    this.#intake = new CallIntake(contexts, this.#calls, warnings, options);
    this.#prices = new CallPrices(options.prices);
    this.#outlet = new RecordOutlet(delivery, gate);
    this.#pipeline = new CallPipeline(this.#outlet, this.#prices, this.#calls);
  }

  /** Whether someone follows calls as they are made. */
  get isFollowed(): boolean {
    return this.listener?.isListening === true;
  }

  /** A call that is about to be made. It is no row yet: see {@link OpenCall.begin}. */
  open(call: StartLlmCall, notice: CallNotice = {}): OpenCall {
    return this.#open(call, notice);
  }

  /** An exchange with a provider that was noticed. Inside an open call it is that call, unless there are several. */
  openExchange(call: StartLlmCall, via: LlmCallVia, endEarly: EndEarly): OpenCall {
    const around = InnerExchanges.in(this.contexts.current());
    if (around === undefined) return this.#open(call, { via });
    this.#pipeline.release(around);
    const retained = around.add();
    const { callType = around.call.callType, name = around.call.name } = call;
    const open = this.#open({ ...call, callType, name }, { via }, { retained });
    if (retained === undefined) return open;
    retained.attempt(open, endEarly);
    this.#pipeline.retains(around);
    return open;
  }

  /** The exchange `id`, tried again. */
  reopenExchange(id: string, call: StartLlmCall, via: LlmCallVia, endEarly: EndEarly): OpenCall {
    const only = InnerExchanges.in(this.contexts.current())?.only;
    const retained = only?.id === id ? only : undefined;
    const open = this.#open(call, { via }, { retained, id });
    retained?.attempt(open, endEarly);
    return open;
  }

  /** A call begun now whose outcome will come with its id. */
  begin(call: StartLlmCall): OpenCall {
    const open = this.#open(call, {});
    this.#calls.addByHand(open);
    open.begin();
    return open;
  }

  /** Ids of calls whose work is under way here and began before a time. */
  runningSince(time: Date): string[] {
    return this.#calls.runningSince(time);
  }

  /** The call begun here under this id, if it has not ended. */
  find(callId: string): OpenCall | undefined {
    return this.#calls.find(callId);
  }

  /** The outcome of a call that another process began, or that ended already. */
  finishElsewhere(callId: string, late: LateOutcome): void {
    this.quietly(() => {
      if (!isCallId(callId)) {
        const id = JSON.stringify(callId);
        return this.#logger.warn(`An outcome for the call ${id} is left out: that is not the id of a call.`);
      }
      const limits = this.#intake.limitsOf(this.#calls.contextOfEnded(callId));
      this.#acceptPriced(lateRecord(callId, late, limits));
    });
  }

  /** A call that is over. */
  record(call: FinishedLlmCall, via: LlmCallVia = 'logger'): string {
    const finished = finishedCall(call, this.#intake, via);
    const { id, given: record, outer } = finished;
    this.#acceptPriced(record);
    this.listener?.recorded(record);
    InnerExchanges.in(outer)?.noteStep(record.kind);
    this.#calls.addEnded(finished);
    return id;
  }

  /**
   * A call that another service reports, under the id that follows from its report. Nothing that is open in this process is of it.
   * @param from who reported it, and whether texts are taken
   */
  recordReported(id: string, call: object, { via, texts }: { via: LlmCallVia; texts: boolean }): void {
    this.quietly(() => {
      const limits = this.#intake.limitsOf(undefined, { redact: !texts });
      this.#acceptPriced(reportedRecord(id, call, limits, via));
    });
  }

  /** Hands one event of a call over to delivery. */
  accept(record: LlmCallRecord): void {
    this.#outlet.accept(record);
  }

  /** Runs a step of the log's own, whose failure is nobody else's. */
  quietly(step: () => void): void {
    this.#outlet.quietly(step);
  }

  /** The application stops: what is kept for calls that have not ended is delivered. */
  releaseRetained(): void {
    this.#pipeline.releaseAll();
  }

  #open(call: StartLlmCall, notice: CallNotice, exchange: ExchangeNotice = {}): OpenCall {
    return new OpenCall(
      startCall(call, notice, exchange, { intake: this.#intake, listener: this.listener }),
      this.#pipeline,
    );
  }

  #acceptPriced(record: LlmCallRecord): void {
    record.estimatedCost ??= this.#prices.of(record) ?? undefined;
    this.accept(record);
  }
}
