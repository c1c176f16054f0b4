import {
  ANSWERED,
  ASKED,
  LlmCallKind,
  type LlmCallRecord,
  LlmCallStatus,
  type LlmContext,
  type LlmTokenUsage,
  USED,
} from 'llm-exchange/call';
import type { CallMembers } from './call-members.js';
import type { CallSink, RecordHolder } from './call-sink.js';
import { HeldExchange, type ExchangeCall, type InnerExchange } from './held-exchange.js';

/** Key under which a context carries the exchanges of the call that it belongs to. */
const INNER = Symbol('InnerExchanges');

type Carrying = LlmContext & { [INNER]?: InnerExchanges };

/** Answers of a call's steps that are remembered, to know them again in what the call returns. */
const MAX_ANSWERS = 1_000;

type AnswerUsage = Pick<LlmTokenUsage, 'promptTokens' | 'completionTokens'> & { model?: string | null };

/** How long the end of an exchange is kept for a result that nobody reads yet, and of one that was given up for its reader. */
const PATIENCE_MS = 1_000;

/**
 * The exchanges noticed inside one open call. An only one is the call itself and fills its record; of several each is a call of its own,
 * with a row, and the call around them is their step.
 *
 * | state       | a first exchange | another one              | a further attempt   | the exchange ends            | the call ends                          |
 * | ----------- | ---------------- | ------------------------ | ------------------- | ---------------------------- | -------------------------------------- |
 * | none        | → one            | –                        | –                   | –                            | → closed                               |
 * | one         | –                | → several; first released | joins the one held | kept, secured in the journal | adopted, or released where it does not belong to this outcome → closed |
 * | several     | –                | a row of its own         | a row of its own    | its answer is noted          | usage that rows of its calls have is dropped → closed |
 * | closed      | a call of its own | a call of its own       | a call of its own   | –                            | –                                      |
 *
 * Shutdown, and 10,000 that are held at once, release the one that is held.
 */
export class InnerExchanges implements RecordHolder {
  #held: HeldExchange | undefined;
  #count = 0;
  #hasSteps = false;
  #isOver = false;
  #hasCalls = false;
  /** Made when there is something to remember, as most calls have no steps. */
  #answers: Set<string> | undefined;
  #whenOver: ((exchange: LlmCallRecord) => void) | undefined;
  /** Budgets' counters that the call was let through by, until its first step has taken that over. */
  covered: ReadonlySet<string> | undefined;
  /** The result of the call is being read. */
  isRead = false;

  constructor(
    readonly callId: string,
    /** What an exchange inside takes over. */
    readonly started: Pick<LlmCallRecord, 'callType' | 'name' | 'kind'>,
    private readonly sink: CallSink,
  ) {}

  /** The exchanges of the call whose work runs in this context, while it is open. */
  static in(context: LlmContext | undefined): InnerExchanges | undefined {
    const inner = (context as Carrying | undefined)?.[INNER];
    return inner !== undefined && !inner.#isOver && inner.callId === context?.parentCallId ? inner : undefined;
  }

  /** Puts these into a context that was just made: to copy it again would cost every call. */
  carriedBy(context: LlmContext): LlmContext {
    (context as { [INNER]?: InnerExchanges })[INNER] = this;
    return context;
  }

  takeCovered(): ReadonlySet<string> | undefined {
    const { covered } = this;
    this.covered = undefined;
    return covered;
  }

  /** Of what is no call, such as an agent, every exchange is a call of its own. */
  get #isCall(): boolean {
    return (this.started.kind ?? LlmCallKind.CALL) === LlmCallKind.CALL;
  }

  /** It is a call, and nothing was noticed inside it. */
  get isOnlyCall(): boolean {
    return this.#isCall && this.#count === 0 && !this.#hasSteps;
  }

  /** Where the records of an exchange go that is noticed now. `open` makes its call. */
  add<Call extends ExchangeCall>(open: (sink: CallSink) => Call, settle: InnerExchange['settle']): Call {
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
    settle: InnerExchange['settle'],
  ): Call | undefined {
    const held = this.#held;
    if (held?.exchange?.call.id !== id) return undefined;
    const call = open(held);
    held.exchange = { call, settle };
    return call;
  }

  /**
   * The result of the call was handed out, which may never be read or end: an only exchange that is over is recorded then instead of
   * being held back for it. One that failed at once, as nothing will come of it; others when the result is not read soon.
   */
  acceptWhenOver(accept: (exchange: LlmCallRecord) => void): void {
    this.#whenOver = accept;
    if (this.#held !== undefined) this.#over(this.#held);
  }

  #over(held: HeldExchange): void {
    const { status } = held.record ?? {};
    if (this.#whenOver === undefined || status === undefined || status === LlmCallStatus.PENDING) return;
    const isGivenUp = status === LlmCallStatus.CANCELLED;
    const accept = (): void => {
      if (this.#held !== held || held.record?.status !== status || (this.isRead && !isGivenUp)) return;
      this.#whenOver?.(held.record);
    };
    if (status === LlmCallStatus.SUCCESS || isGivenUp) setTimeout(accept, PATIENCE_MS).unref();
    else accept();
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
    this.#hasSteps = true;
    if (kind !== LlmCallKind.TOOL && kind !== LlmCallKind.RETRIEVAL) this.#hasCalls = true;
  }

  /** A step of the call has ended: what it answered is counted there. */
  noteAnswer(record: AnswerUsage): void {
    if (typeof record.promptTokens !== 'number') return;
    this.#answers ??= new Set();
    if (this.#answers.size < MAX_ANSWERS) this.#answers.add(answerKey(record));
  }

  /** Whether tokens that the call's result reports are counted in a step's row already. */
  counts(usage: AnswerUsage): boolean {
    return this.#count > 1 || this.#answers?.has(answerKey(usage)) === true;
  }

  /** What several exchanges cost is in their rows: the call around them does not count it again. */
  dropCounted(members: CallMembers): void {
    if (this.#count < 2) return;
    for (const member of USED) members.values[member] = undefined;
  }

  /**
   * The call ends: an only exchange fills what the call does not say itself.
   * @returns whether the exchange reported the usage.
   */
  fill(members: CallMembers, started: Partial<LlmCallRecord>, status: LlmCallStatus): boolean {
    this.#held?.exchange?.settle(status !== LlmCallStatus.SUCCESS);
    const held = this.#held;
    const record = held?.record;
    if (record === undefined || !belongs(record.status, status)) return (this.release(), false);
    held!.adopted(this.callId);
    this.sink.releases(this);
    const hasUsage = members.values.promptTokens !== undefined || members.values.completionTokens !== undefined;
    members.adopt(record, started.provider === undefined ? ASKED : ASKED.slice(1)).adopt(record, ANSWERED);
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
