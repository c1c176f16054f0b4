import {
  ANSWERED,
  ASKED,
  LlmCallKind,
  type LlmCallRecord,
  LlmCallStatus,
  type LlmContext,
  type LlmTokenUsage,
  mergeIntoCallRecord,
  USED,
} from 'llm-exchange/call';
import type { Hold } from '../delivery/waiting-call.js';
import type { CallMembers } from './call-members.js';
import type { CallSink, RecordHolder } from './call-sink.js';

/** Key under which a context carries the exchanges of the call that it belongs to. */
const SEEN = Symbol('SeenExchanges');

type Carrying = LlmContext & { [SEEN]?: SeenExchanges };

/** Answers of a call's steps that are remembered, to know them again in what the call returns. */
const MAX_ANSWERS = 1_000;

type AnswerUsage = Pick<LlmTokenUsage, 'promptTokens' | 'completionTokens'> & { model?: string | null };

/** How long the end of an exchange is kept for a result that nobody reads yet, and of one that was given up for its reader. */
const PATIENCE_MS = 1_000;

interface ExchangeCall {
  readonly id: string;
  readonly firstContentAt: number | undefined;
}

/** An exchange with a provider that was noticed inside a call. */
interface SeenExchange {
  readonly call: ExchangeCall;
  /** Ends it with what was read so far, if that is all of the answer; `anyway`: if it is any of it. */
  readonly settle: (anyway: boolean) => void;
}

/**
 * The exchanges noticed inside one open call. The first is held back: if it stays the only one it is the call itself, and fills
 * its record; as soon as there is a second, all of them are steps of the call, with rows of their own.
 */
export class SeenExchanges implements RecordHolder {
  #held: HeldExchange | undefined;
  #count = 0;
  #hasSteps = false;
  #isOver = false;
  #hasCalls = false;
  /** Made when there is something to remember, as most calls have no steps. */
  #answers: Set<string> | undefined;
  #tell: ((exchange: LlmCallRecord) => void) | undefined;
  /** Budgets' counters that the call was let through by, until its first step has taken that over. */
  covered: ReadonlySet<string> | undefined;
  /** The result of the call is being read. */
  isRead = false;

  constructor(
    readonly callId: string,
    /** What an exchange inside takes over. */
    readonly told: Pick<LlmCallRecord, 'callType' | 'name' | 'kind'>,
    private readonly sink: CallSink,
  ) {}

  /** The exchanges of the call whose work runs in this context, while it is open. */
  static in(context: LlmContext | undefined): SeenExchanges | undefined {
    const seen = (context as Carrying | undefined)?.[SEEN];
    return seen !== undefined && !seen.#isOver && seen.callId === context?.parentCallId ? seen : undefined;
  }

  /** Puts these into a context that was just made: to copy it again would cost every call. */
  carriedBy(context: LlmContext): LlmContext {
    (context as { [SEEN]?: SeenExchanges })[SEEN] = this;
    return context;
  }

  takeCovered(): ReadonlySet<string> | undefined {
    const { covered } = this;
    this.covered = undefined;
    return covered;
  }

  /** Of what is no call, such as an agent, every exchange is a call of its own. */
  get #isCall(): boolean {
    return (this.told.kind ?? LlmCallKind.CALL) === LlmCallKind.CALL;
  }

  /** It is a call, and nothing was noticed inside it. */
  get isOnlyCall(): boolean {
    return this.#isCall && this.#count === 0 && !this.#hasSteps && !this.#hasCalls;
  }

  /** Where the records of an exchange go that is noticed now. `open` makes its call. */
  add<Call extends ExchangeCall>(open: (sink: CallSink) => Call, settle: SeenExchange['settle']): Call {
    this.release();
    this.#count += 1;
    if (this.#count > 1 || !this.#isCall) {
      this.#hasCalls = true;
      return open(this.sink);
    }
    const held = new HeldExchange(this.sink, () => this.#over(held));
    const call = open(held);
    held.exchange = { call, settle };
    this.#held = held;
    this.sink.holds(this);
    return call;
  }

  /** A further attempt at the exchange `id`. Undefined when that one is not held back here. */
  addAttempt<Call extends ExchangeCall>(
    id: string,
    open: (sink: CallSink) => Call,
    settle: SeenExchange['settle'],
  ): Call | undefined {
    const held = this.#held;
    if (held?.exchange?.call.id !== id) return undefined;
    const call = open(held);
    held.exchange = { call, settle };
    return call;
  }

  /**
   * The result of the call was handed out, which may never be read or end: an only exchange that is over is told then instead of
   * being held back for it. One that failed at once, as nothing will come of it; others when the result is not read soon.
   */
  tellWhenOver(tell: (exchange: LlmCallRecord) => void): void {
    this.#tell = tell;
    if (this.#held !== undefined) this.#over(this.#held);
  }

  #over(held: HeldExchange): void {
    const { status } = held.record ?? {};
    if (this.#tell === undefined || status === undefined || status === LlmCallStatus.PENDING) return;
    const isGivenUp = status === LlmCallStatus.CANCELLED;
    const tell = (): void => {
      if (this.#held !== held || held.record?.status !== status || (this.isRead && !isGivenUp)) return;
      this.#tell?.(held.record);
    };
    if (status === LlmCallStatus.SUCCESS || isGivenUp) setTimeout(tell, PATIENCE_MS).unref();
    else tell();
  }

  /** What is held back becomes a row of its own. */
  release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    this.sink.releases(this);
    held.release();
    if (held.record === undefined || held.isAdopted) return;
    this.#hasCalls = true;
    this.noteAnswer(held.record);
  }

  /** Whether there are records of calls that were made inside. */
  get hasCalls(): boolean {
    return this.#hasCalls;
  }

  /** A record was begun inside the call. A tool or a search inside does not make a step of it. */
  noteStep(kind: LlmCallRecord['kind']): void {
    if (kind !== LlmCallKind.TOOL && kind !== LlmCallKind.RETRIEVAL) this.#hasCalls = true;
  }

  /** A step of the call has ended: what it answered is counted there. */
  noteAnswer(record: AnswerUsage): void {
    this.#hasSteps = true;
    if (typeof record.promptTokens !== 'number') return;
    this.#answers ??= new Set();
    if (this.#answers.size < MAX_ANSWERS) this.#answers.add(answerKey(record));
  }

  /** Whether tokens that the call's result tells are counted in a step's row already. */
  counts(usage: AnswerUsage): boolean {
    return this.#count > 1 || this.#answers?.has(answerKey(usage)) === true;
  }

  /** What several exchanges cost is in their rows: the call around them does not count it again. */
  dropCounted(members: CallMembers): void {
    if (this.#count < 2) return;
    for (const member of USED) members.told[member] = undefined;
  }

  /**
   * The call ends: an only exchange fills what it did not tell itself.
   * @returns whether the exchange told the usage.
   */
  fill(members: CallMembers, told: Partial<LlmCallRecord>, status: LlmCallStatus): boolean {
    this.#held?.exchange?.settle(status !== LlmCallStatus.SUCCESS);
    const held = this.#held;
    const record = held?.record;
    if (record === undefined || !belongs(record.status, status)) return (this.release(), false);
    held!.adopted();
    this.sink.releases(this);
    const hasUsage = members.told.promptTokens !== undefined || members.told.completionTokens !== undefined;
    members.adopt(record, told.provider === undefined ? ASKED : ASKED.slice(1)).adopt(record, ANSWERED);
    if (!hasUsage) members.adopt(record, USED);
    members.describe(record.metadata);
    return record.promptTokens !== undefined || record.completionTokens !== undefined;
  }

  /** The only exchange, while it is held back. */
  get only(): ExchangeCall | undefined {
    return this.#held?.exchange?.call;
  }

  /** The call has ended: what is noticed in its context from now on is a step that outlives it. */
  end(): void {
    this.release();
    this.#isOver = true;
    this.#answers = undefined;
  }
}

/** A call that went well though its exchange failed, or is still under way, is not the exchange. */
function belongs(exchange: LlmCallStatus, call: LlmCallStatus): boolean {
  if (exchange === LlmCallStatus.PENDING) return false;
  if (call !== LlmCallStatus.SUCCESS) return true;
  return exchange === LlmCallStatus.SUCCESS || exchange === LlmCallStatus.CANCELLED;
}

function answerKey({ model, promptTokens, completionTokens }: AnswerUsage): string {
  return `${promptTokens}/${completionTokens}/${model ?? ''}`;
}

/** Keeps the accounts of one exchange until it is released. */
class HeldExchange implements CallSink {
  exchange: SeenExchange | undefined;
  record: LlmCallRecord | undefined;
  #isReleased = false;
  #hold: Hold | undefined;
  /** The call around it says what it told. */
  isAdopted = false;

  constructor(
    private readonly sink: CallSink,
    private readonly whenOver: () => void,
  ) {}

  accept(record: LlmCallRecord): void {
    if (this.#isReleased) return this.sink.accept(record);
    if (this.record === undefined) this.record = record;
    else mergeIntoCallRecord(this.record, record);
    if (record.status === LlmCallStatus.PENDING) return;
    this.#hold?.settle();
    this.isAdopted = false;
    this.#hold = this.sink.secure(this.record);
    this.whenOver();
  }

  release(): void {
    this.#isReleased = true;
    if (this.record !== undefined && !this.isAdopted) this.sink.accept(this.record);
    this.#hold?.settle();
  }

  adopted(): void {
    this.isAdopted = true;
    this.#hold?.settle();
  }

  price: CallSink['price'] = (outcome, told) => this.sink.price(outcome, told);
  quietly: CallSink['quietly'] = (step) => this.sink.quietly(step);
  began: CallSink['began'] = (call) => this.sink.began(call);
  closed: CallSink['closed'] = (call) => this.sink.closed(call);
  holds: CallSink['holds'] = (seen) => this.sink.holds(seen);
  releases: CallSink['releases'] = (seen) => this.sink.releases(seen);
  secure: CallSink['secure'] = (record) => this.sink.secure(record);
}
