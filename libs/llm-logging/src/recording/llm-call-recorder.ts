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
import type { ResolvedOptions } from '../options/resolved-options.js';
import { createPriceBook, type PriceBook } from 'llm-exchange/pricing';
import { Redactor } from 'llm-exchange/privacy';
import { BoundedMap } from './bounded-map.js';
import { readFailure } from './thrown-error.js';
import { CallMembers, type IntakeLimits } from './call-members.js';
import type { ResultSelectors } from './call-reading.js';
import type { FinishedLlmCall, StartLlmCall } from './calls.js';
import type { CallSink, EndedCall, RecordHolder } from './call-sink.js';
import { MethodWarnings } from './method-warnings.js';
import { contextLater, OpenCall, withTotal } from './open-call.js';
import { readable } from './readable-call.js';
import { RunningCalls } from './running-calls.js';
import { SeenExchanges } from './seen-exchanges.js';
import { setEnd, startOf } from './times-of-call.js';
import type { Rejected } from './selectors.js';
import { BudgetGate } from '../budgets/budget-gate.js';
import { isWithheld } from './withheld.js';

/** Calls begun by hand and not ended that are remembered at most; the outcome of an older one is stored without its cost. */
const MAX_OPEN_CALLS = 100_000;
/** Calls that ended whose context is remembered at most, for further steps that name them as their parent. */
const MAX_ENDED_CALLS = 10_000;

/** Calls with a record held back at most; the oldest of more is handed over early. */
const MAX_HELD = 10_000;

/** How a call ended, told with its id alone. */
export type LateOutcome = { status: Exclude<LlmCallStatus, LlmCallStatus.PENDING>; outcome: object };

/** How the result of a call is read, and what of its start could not be told. */
interface CallTelling {
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
  readonly #open = new BoundedMap<string, OpenCall>(MAX_OPEN_CALLS);
  readonly #running = new RunningCalls();
  readonly #holding = new Set<RecordHolder>();
  readonly #ended = new BoundedMap<string, () => LlmContext>(MAX_ENDED_CALLS);
  readonly #prices: PriceBook;
  readonly #application: Pick<LlmCallRecord, 'release' | 'environment'>;
  readonly #logger = new Logger('LlmLogging');

  constructor(
    private readonly contexts: LlmContextService,
    private readonly delivery: CallDelivery,
    private readonly gate: BudgetGate,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
    private readonly warnings: MethodWarnings,
  ) {
    const { payloads, maxPayloadBytes } = options.capture;
    this.#limits = { payloads, maxPayloadBytes, redactor: new Redactor(options.redact) };
    this.#withholding = { ...this.#limits, withholds: true };
    this.#prices = createPriceBook(options.prices);
    this.#application = { release: options.release, environment: options.environment };
  }

  /** A call that is about to be made. It is no row yet: see {@link OpenCall.begin}. */
  open(call: StartLlmCall, telling: CallTelling = {}): OpenCall {
    return this.#newCall(call, { sink: this, ...telling });
  }

  /**
   * An exchange with a provider that was noticed. Inside an open call it is that call, unless there are several.
   * @param via who noticed it.
   * @param settle ends it early with what was read so far: if that is all of the answer, or `anyway`.
   */
  openExchange(call: StartLlmCall, via: LlmCallVia, settle: (anyway: boolean) => void): OpenCall {
    const seen = SeenExchanges.in(this.contexts.current());
    if (seen === undefined) return this.open(call, { via });
    const { callType = seen.told.callType, name = seen.told.name } = call;
    return seen.add((sink) => this.#newCall({ ...call, callType, name }, { sink, via }), settle);
  }

  /** The exchange `id`, tried again. */
  reopenExchange(id: string, call: StartLlmCall, via: LlmCallVia, settle: (anyway: boolean) => void): OpenCall {
    const open = (sink: CallSink): OpenCall => this.#newCall(call, { sink, id, via });
    return SeenExchanges.in(this.contexts.current())?.addAttempt(id, open, settle) ?? open(this);
  }

  /** A call begun now whose outcome will be told with its id. */
  begin(call: StartLlmCall): OpenCall {
    const open = this.open(call);
    this.#open.set(open.id, open);
    open.begin();
    return open;
  }

  /** Ids of calls whose work is under way here and began before a time. */
  runningSince(time: Date): string[] {
    return this.#running.begunBefore(time);
  }

  /** The call begun here under this id, if it has not ended. */
  find(callId: string): OpenCall | undefined {
    return this.#open.get(callId);
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
      const limits = isWithheld(this.#ended.get(callId)?.()) ? this.#withholding : this.#limits;
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
    const startedAt = startOf(members.told);
    const id = newCallId(startedAt);
    members.told.startedAt = callIdTime(id).toISOString();
    setEnd(members.told, callIdTime(id));
    const told = this.#withDefaults(members.fillContext(context), via);
    this.accept(this.#priced(Object.assign(withTotal(told), { id, status: finalStatus(status, failure?.status) })));
    SeenExchanges.in(context)?.noteStep(told.kind);
    this.#ended.set(id, contextLater(context, told, id));
    return id;
  }

  /**
   * A call that another service reports, under the id that follows from its report. Nothing that is open in this process is of it.
   * @param given whether texts are taken
   */
  recordReported(id: string, call: object, given: { via: LlmCallVia; texts: boolean }): void {
    this.quietly(() => {
      const members = new CallMembers(given.texts ? this.#limits : this.#withholding).take(call);
      members.told.startedAt = callIdTime(id).toISOString();
      setEnd(members.told, callIdTime(id));
      const told = withModels(members.result());
      const status = finalStatus((call as { status?: unknown }).status, undefined);
      this.accept(this.#priced(Object.assign(withTotal(told), { id, status, via: given.via })));
    });
  }

  accept(record: LlmCallRecord): void {
    this.delivery.accept(record, this.gate.recorded(record));
  }

  price(outcome: Partial<LlmCallRecord>, told: Partial<LlmCallRecord> = outcome): number | null {
    const model = outcome.model ?? told.model;
    if (model === undefined) return null;
    return this.#prices.cost({
      provider: outcome.provider ?? told.provider,
      model,
      requestModel: outcome.requestModel ?? told.requestModel,
      promptTokens: outcome.promptTokens,
      completionTokens: outcome.completionTokens,
      cachedPromptTokens: outcome.cachedPromptTokens,
      cacheWriteTokens: outcome.cacheWriteTokens,
      audioPromptTokens: tokensIn(outcome, 'audioPromptTokens'),
      audioCompletionTokens: tokensIn(outcome, 'audioCompletionTokens'),
      serviceTier: outcome.serviceTier,
      usageDetails: outcome.usageDetails,
      at: told.startedAt === undefined ? undefined : new Date(told.startedAt),
    });
  }

  quietly(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.delivery.missed(readFailure(error).errorMessage);
    }
  }

  began(call: { readonly id: string }): void {
    // Who begins a call by hand may have forgotten it: that its process lives says nothing.
    if (this.#open.get(call.id) === undefined) this.#running.add(call);
  }

  closed(call: EndedCall): void {
    if (!this.#open.delete(call.id)) this.#running.delete(call);
    this.#ended.set(call.id, call.contextLater());
    if (this.gate.isActive) this.gate.closed(call.id);
  }

  holds(holder: RecordHolder): void {
    if (this.#holding.size >= MAX_HELD) this.#holding.values().next().value!.release();
    this.#holding.add(holder);
  }

  releases(holder: RecordHolder): void {
    this.#holding.delete(holder);
  }

  secure(record: LlmCallRecord): Hold | undefined {
    return this.delivery.hold(record);
  }

  /** The application stops: what is held back for calls that have not ended is handed over. */
  releaseHeld(): void {
    for (const holder of [...this.#holding]) this.quietly(() => holder.release());
  }

  #newCall(call: StartLlmCall, made: CallTelling & { sink: CallSink; id?: string }): OpenCall {
    const outer = this.#contextOf(call);
    const limits = this.warnings.limitsOf(made.method, this.#limitsFor(call, outer));
    const members = new CallMembers(limits).take(call);
    for (const { member, problem } of made.rejected ?? []) members.reject(member, problem);
    const { startedAt } = members.told;
    const id = made.id ?? newCallId(startedAt === undefined ? undefined : new Date(startedAt));
    const told = this.#withDefaults(members.fillContext(outer), made.via);
    told.startedAt ??= callIdTime(id).toISOString();
    // What is held back may yet be the call around it.
    if (made.sink === this) SeenExchanges.in(outer)?.noteStep(told.kind);
    return new OpenCall(id, outer, told, { ...made, limits });
  }

  /** A parent that is named gives its context: a step belongs to its pipeline's trace. */
  #contextOf(call: StartLlmCall): LlmContext {
    const { parentCallId: parent, traceId } = readable(call);
    const known = parent === undefined ? undefined : (this.#open.get(parent)?.context ?? this.#ended.get(parent)?.());
    return known ?? this.contexts.current() ?? this.contexts.derive({ traceId });
  }

  #limitsFor(call: StartLlmCall, context: LlmContext): IntakeLimits {
    return isWithheld(context) || readable(call).redact === true ? this.#withholding : this.#limits;
  }

  #withDefaults(members: CallMembers, via: LlmCallVia = 'logger'): Partial<LlmCallRecord> {
    const told = withModels(members.fillPrompt(this.contexts.activePrompt()).result());
    told.callType ??= LlmCallType.OTHER;
    told.via = via;
    told.release ??= this.#application.release;
    told.environment ??= this.#application.environment;
    return told;
  }

  #priced(record: LlmCallRecord): LlmCallRecord {
    record.estimatedCost ??= this.price(record) ?? undefined;
    return record;
  }
}

/** What is known of the model asked for, or of the one that answered, holds for the other too. */
function withModels(told: Partial<LlmCallRecord>): Partial<LlmCallRecord> {
  told.requestModel ??= told.model;
  told.model ??= told.requestModel;
  return told;
}

function tokensIn({ metadata }: Partial<LlmCallRecord>, name: string): number | undefined {
  const tokens = metadata?.[name];
  return typeof tokens === 'number' && tokens > 0 ? tokens : undefined;
}

const FINAL: ReadonlySet<unknown> = new Set(
  Object.values(LlmCallStatus).filter((status) => status !== LlmCallStatus.PENDING),
);

function finalStatus(given: unknown, failed: LlmCallStatus | undefined): LlmCallStatus {
  if (FINAL.has(given)) return given as LlmCallStatus;
  return failed ?? LlmCallStatus.SUCCESS;
}
