import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  callIdTime,
  isCallId,
  type LlmCallRecord,
  LlmCallStatus,
  LlmCallType,
  type LlmCallVia,
  type LlmContext,
  newCallId,
} from 'llm-exchange/call';
import { LlmContextService } from '../context/llm-context.service.js';
import type { Hold } from '../delivery/waiting-call.js';
import { CallDelivery } from '../delivery/call-delivery.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { Redactor } from 'llm-exchange/privacy';
import { CallPrices } from './call-prices.js';
import { HeldRecords } from './held-records.js';
import { RememberedCalls } from './remembered-calls.js';
import { readFailure } from './thrown-error.js';
import { CallMembers, type IntakeLimits } from './call-members.js';
import type { ResultSelectors } from './call-reading.js';
import type { FinishedLlmCall, StartLlmCall } from './calls.js';
import type { CallSink, EndedCall, RecordHolder } from './call-sink.js';
import { MethodWarnings } from './method-warnings.js';
import { withTotal } from './finish-outcome.js';
import { contextLater } from './inner-context.js';
import { OpenCall } from './open-call.js';
import { readable } from './readable-call.js';
import { InnerExchanges } from './inner-exchanges.js';
import { setEnd, startOf } from './times-of-call.js';
import type { Rejected } from './selectors.js';
import { BudgetGate } from '../budgets/budget-gate.js';
import { isWithheld } from './withheld.js';
import { CALL_LISTENER, type CallListener, type FollowedCall } from '../telemetry/calls/call-listener.js';

/** How a call ended that is named by its id alone. */
export type LateOutcome = { status: Exclude<LlmCallStatus, LlmCallStatus.PENDING>; outcome: object };

/** How the result of a call is read, and what of its start could not be read. */
interface CallNotice {
  readonly selectors?: ResultSelectors | undefined;
  readonly rejected?: readonly Rejected[] | undefined;
  readonly method?: string | undefined;
  /** Who noticed it. */
  readonly via?: LlmCallVia;
}

/** Where all ways of noticing a call end: makes records of them, priced and clean, and hands these to delivery. */
@Injectable()
export class LlmCallRecorder implements CallSink {
  readonly #limits: IntakeLimits;
  readonly #withholding: IntakeLimits;
  readonly #calls = new RememberedCalls();
  readonly #held = new HeldRecords();
  readonly #prices: CallPrices;
  readonly #application: Pick<LlmCallRecord, 'release' | 'environment'>;
  readonly #logger = new Logger('LlmLogging');

  constructor(
    private readonly contexts: LlmContextService,
    private readonly delivery: CallDelivery,
    private readonly gate: BudgetGate,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
    private readonly warnings: MethodWarnings,
    @Inject(CALL_LISTENER) private readonly listener: CallListener | undefined,
  ) {
    const { payloads, maxPayloadBytes } = options.capture;
    this.#limits = { payloads, maxPayloadBytes, redactor: new Redactor(options.redact) };
    this.#withholding = { ...this.#limits, withholds: true };
    this.#prices = new CallPrices(options.prices);
    this.#application = { release: options.release, environment: options.environment };
  }

  /** Whether someone follows calls as they are made. */
  get isFollowed(): boolean {
    return this.listener?.isListening === true;
  }

  /** A call that is about to be made. It is no row yet: see {@link OpenCall.begin}. */
  open(call: StartLlmCall, notice: CallNotice = {}): OpenCall {
    return this.#newCall(call, { sink: this, ...notice });
  }

  /**
   * An exchange with a provider that was noticed. Inside an open call it is that call, unless there are several.
   * @param via who noticed it.
   * @param settle ends it early with what was read so far: if that is all of the answer, or `anyway`.
   */
  openExchange(call: StartLlmCall, via: LlmCallVia, settle: (anyway: boolean) => void): OpenCall {
    const around = InnerExchanges.in(this.contexts.current());
    if (around === undefined) return this.open(call, { via });
    const { callType = around.started.callType, name = around.started.name } = call;
    return around.add((sink) => this.#newCall({ ...call, callType, name }, { sink, via }), settle);
  }

  /** The exchange `id`, tried again. */
  reopenExchange(id: string, call: StartLlmCall, via: LlmCallVia, settle: (anyway: boolean) => void): OpenCall {
    const open = (sink: CallSink): OpenCall => this.#newCall(call, { sink, id, via });
    return InnerExchanges.in(this.contexts.current())?.addAttempt(id, open, settle) ?? open(this);
  }

  /** A call begun now whose outcome will come with its id. */
  begin(call: StartLlmCall): OpenCall {
    const open = this.open(call);
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
  finishElsewhere(callId: string, { status, outcome }: LateOutcome): void {
    this.quietly(() => {
      if (!isCallId(callId)) {
        this.#logger.warn(
          `An outcome for the call ${JSON.stringify(callId)} is left out: that is not the id of a call.`,
        );
        return;
      }
      const limits = isWithheld(this.#calls.contextOfEnded(callId)) ? this.#withholding : this.#limits;
      const members = new CallMembers(limits).take(outcome).fillUsageOf(outcome);
      members.fill({ startedAt: callIdTime(callId), completedAt: new Date() });
      this.accept(this.#priced(Object.assign(withTotal(members.lateResult()), { id: callId.toLowerCase(), status })));
    });
  }

  /** A call that is over. */
  record(call: FinishedLlmCall, via: LlmCallVia = 'logger'): string {
    const { error, status } = readable(call);
    const failure = error === undefined || error === null ? undefined : readFailure(error);
    const context = this.#contextOf(call);
    const members = new CallMembers(this.#limitsFor(call, context)).take(call).fillUsageOf(call).fill(failure);
    const startedAt = startOf(members.values);
    const id = newCallId(startedAt);
    members.values.startedAt = callIdTime(id).toISOString();
    setEnd(members.values, callIdTime(id));
    const given = this.#withDefaults(members.fillContext(context), via);
    const record = Object.assign(withTotal(given), { id, status: finalStatus(status, failure?.status) });
    this.accept(this.#priced(record));
    this.listener?.recorded(record);
    InnerExchanges.in(context)?.noteStep(given.kind);
    this.#calls.addEnded(id, contextLater(context, given, id));
    return id;
  }

  /**
   * A call that another service reports, under the id that follows from its report. Nothing that is open in this process is of it.
   * @param from who reported it, and whether texts are taken
   */
  recordReported(id: string, call: object, from: { via: LlmCallVia; texts: boolean }): void {
    this.quietly(() => {
      const members = new CallMembers(from.texts ? this.#limits : this.#withholding).take(call);
      members.values.startedAt = callIdTime(id).toISOString();
      // Of a call of which nobody knows how long it took.
      if ((call as { latencyMs?: unknown }).latencyMs !== null) setEnd(members.values, callIdTime(id));
      const given = withModels(members.result());
      const status = finalStatus((call as { status?: unknown }).status, undefined);
      this.accept(this.#priced(Object.assign(withTotal(given), { id, status, via: from.via })));
    });
  }

  accept(record: LlmCallRecord): void {
    this.delivery.accept(record, this.gate.recorded(record));
  }

  price(outcome: Partial<LlmCallRecord>, started?: Partial<LlmCallRecord>): number | null {
    return this.#prices.of(outcome, started);
  }

  quietly(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.delivery.missed(readFailure(error).errorMessage);
    }
  }

  began(call: { readonly id: string }): void {
    this.#calls.began(call);
  }

  closed(call: EndedCall): void {
    this.#calls.closed(call);
    if (this.gate.isActive) this.gate.closed(call.id);
  }

  holds(holder: RecordHolder): void {
    this.#held.add(holder);
  }

  releases(holder: RecordHolder): void {
    this.#held.delete(holder);
  }

  file(followed: FollowedCall, id: string): void {
    followed.filed(id);
  }

  secure(record: LlmCallRecord): Hold | undefined {
    return this.delivery.hold(record);
  }

  /** The application stops: what is held back for calls that have not ended is handed over. */
  releaseHeld(): void {
    for (const holder of this.#held) this.quietly(() => holder.release());
  }

  #newCall(call: StartLlmCall, made: CallNotice & { sink: CallSink; id?: string }): OpenCall {
    const outer = this.#contextOf(call);
    const limits = this.warnings.limitsOf(made.method, this.#limitsFor(call, outer));
    const members = new CallMembers(limits).take(call);
    for (const { member, problem } of made.rejected ?? []) members.reject(member, problem);
    const { startedAt } = members.values;
    const id = made.id ?? newCallId(startedAt === undefined ? undefined : new Date(startedAt));
    const started = this.#withDefaults(members.fillContext(outer), made.via);
    started.startedAt ??= callIdTime(id).toISOString();
    // What is held back may yet be the call around it.
    if (made.sink === this) InnerExchanges.in(outer)?.noteStep(started.kind);
    const rowId = made.sink === this ? id : (outer.parentCallId ?? id);
    const followed = this.listener?.started({ id, rowId, given: started });
    // A trace that begins with this call is that of its span.
    if (followed?.traceId !== undefined && this.#isNewTrace(call)) started.traceId = followed.traceId;
    return new OpenCall(id, outer, started, { ...made, limits, followed });
  }

  #isNewTrace(call: StartLlmCall): boolean {
    const { parentCallId, traceId } = readable(call);
    return parentCallId === undefined && traceId === undefined && this.contexts.current() === undefined;
  }

  /** A parent that is named gives its context: a step belongs to its pipeline's trace. */
  #contextOf(call: StartLlmCall): LlmContext {
    const { parentCallId: parent, traceId } = readable(call);
    const known = parent === undefined ? undefined : this.#calls.contextOf(parent);
    return known ?? this.contexts.current() ?? this.contexts.derive({ traceId });
  }

  #limitsFor(call: StartLlmCall, context: LlmContext): IntakeLimits {
    return isWithheld(context) || readable(call).redact === true ? this.#withholding : this.#limits;
  }

  #withDefaults(members: CallMembers, via: LlmCallVia = 'logger'): Partial<LlmCallRecord> {
    const given = withModels(members.fillPrompt(this.contexts.activePrompt()).result());
    given.callType ??= LlmCallType.OTHER;
    given.via = via;
    given.release ??= this.#application.release;
    given.environment ??= this.#application.environment;
    return given;
  }

  #priced(record: LlmCallRecord): LlmCallRecord {
    record.estimatedCost ??= this.price(record) ?? undefined;
    return record;
  }
}

/** What is known of the model asked for, or of the one that answered, holds for the other too. */
function withModels(record: Partial<LlmCallRecord>): Partial<LlmCallRecord> {
  record.requestModel ??= record.model;
  record.model ??= record.requestModel;
  return record;
}

const FINAL: ReadonlySet<unknown> = new Set(
  Object.values(LlmCallStatus).filter((status) => status !== LlmCallStatus.PENDING),
);

function finalStatus(given: unknown, failed: LlmCallStatus | undefined): LlmCallStatus {
  if (FINAL.has(given)) return given as LlmCallStatus;
  return failed ?? LlmCallStatus.SUCCESS;
}
