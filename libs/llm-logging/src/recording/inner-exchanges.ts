import { LlmCallKind, type LlmCallRecord, LlmCallStatus, type LlmContext } from 'llm-exchange/call';
import { RetainedExchange } from './retained-exchange.js';
import { type AnswerUsage, StepAnswers } from './step-answers.js';

/** Key under which a context carries the exchanges of the call that it belongs to. */
const INNER = Symbol('InnerExchanges');

type Carrying = LlmContext & { [INNER]?: InnerExchanges };

/** What was noticed inside a call, as its outcome sees it. */
export interface Inside {
  /** The only exchange, where the call is that exchange. */
  readonly only: RetainedExchange | undefined;
  /** Nothing was noticed. */
  readonly isEmpty: boolean;
  /** There are records of calls that were made inside. */
  readonly hasCalls: boolean;
  /** Several exchanges were noticed, whose rows have the usage. */
  readonly hasSeveral: boolean;
  /** Whether the row of a step has this usage. */
  counts(usage: AnswerUsage): boolean;
}

export const NOTHING_INSIDE: Inside = {
  only: undefined,
  isEmpty: true,
  hasCalls: false,
  hasSeveral: false,
  counts: () => false,
};

/**
 * The exchanges noticed inside one open call. An only one is the call itself and fills its record; of several each is a call of its own,
 * with a row, and the call around them is their step.
 *
 * | state    | `add`                   | another attempt  | the exchange ends        | the call ends: `release` unless it is the call, `close`   | `release`: another exchange, shutdown, too many |
 * | -------- | ----------------------- | ---------------- | ------------------------ | --------------------------------------------------------- | ----------------------------------------------- |
 * | none     | → one                   | –                | –                        | → closed                                                  | –                                               |
 * | one      | → several               | joins that one   | retained, in the journal | adopted or released → closed                              | → released: its record is delivered             |
 * | released | → several               | a row of its own | a row; its answer noted  | usage that an answer noted has is dropped → closed        | –                                               |
 * | several  | stays: a row of its own | a row of its own | a row; its answer noted  | all usage is dropped → closed                             | –                                               |
 * | closed   | a step that outlives it | the same         | –                        | –                                                         | –                                               |
 *
 * A call that is none of a model, such as an agent, retains none: each exchange is a row of its own.
 *
 * It delivers nothing: what it releases goes to whoever asked for that.
 */
export class InnerExchanges implements Inside {
  #only: RetainedExchange | undefined;
  #count = 0;
  #hasSteps = false;
  #hasCalls = false;
  #isClosed = false;
  readonly #answers = new StepAnswers();
  /** Budgets' counters that the call was let through by, until its first step has taken that over. */
  covered: ReadonlySet<string> | undefined;
  /** The result of the call was handed out: gets to know that the only exchange has ended. */
  onlyEnded: (() => void) | undefined;

  constructor(
    private readonly callId: string,
    /** What an exchange inside takes over. */
    readonly call: Pick<LlmCallRecord, 'callType' | 'name' | 'kind'>,
  ) {}

  /** The exchanges of the call whose work runs in this context, while it is open. */
  static in(context: LlmContext | undefined): InnerExchanges | undefined {
    const inner = (context as Carrying | undefined)?.[INNER];
    return inner !== undefined && !inner.#isClosed && inner.callId === context?.parentCallId ? inner : undefined;
  }

  /** Puts these into a context that was just made: to copy it again would cost every call. */
  carriedBy(context: LlmContext): LlmContext {
    (context as Carrying)[INNER] = this;
    return context;
  }

  takeCovered(): ReadonlySet<string> | undefined {
    const { covered } = this;
    this.covered = undefined;
    return covered;
  }

  /** The only exchange, while it is retained or adopted. */
  get only(): RetainedExchange | undefined {
    return this.#only;
  }

  get isEmpty(): boolean {
    return this.#count === 0 && !this.#hasSteps;
  }

  get hasCalls(): boolean {
    return this.#hasCalls;
  }

  get hasSeveral(): boolean {
    return this.#count > 1;
  }

  counts(usage: AnswerUsage): boolean {
    return this.hasSeveral || this.#answers.has(usage);
  }

  /**
   * An exchange is about to be made; one that is retained was released before.
   * @returns where its records are kept; undefined: it is a call of its own.
   */
  add(): RetainedExchange | undefined {
    this.#count += 1;
    if (!this.hasSeveral && isCall(this.call)) return (this.#only = new RetainedExchange());
    this.#hasCalls = true;
    return undefined;
  }

  /** A record was begun inside the call. A tool or a search inside does not make a step of it. */
  noteStep(kind: LlmCallRecord['kind']): void {
    this.#hasSteps = true;
    if (kind !== LlmCallKind.TOOL && kind !== LlmCallKind.RETRIEVAL) this.#hasCalls = true;
  }

  /** A step of the call has ended: what it answered is counted there. */
  noteAnswer(usage: AnswerUsage): void {
    this.#answers.add(usage);
  }

  /** The only exchange becomes a call of its own. @returns it with the record to be delivered, if there is one. */
  release(): Released | undefined {
    const exchange = this.#only;
    this.#only = undefined;
    if (exchange === undefined) return undefined;
    const record = exchange.release();
    if (record !== undefined) {
      this.#hasCalls = true;
      this.noteAnswer(record);
    }
    return { exchange, record };
  }

  /** The call has ended: what is noticed in its context from now on is a step that outlives it. */
  close(): void {
    this.#isClosed = true;
    this.#answers.clear();
  }
}

/** What is no longer kept. */
interface Released {
  readonly exchange: RetainedExchange;
  readonly record: LlmCallRecord | undefined;
}

/** Whether the only exchange inside a call that ended is that call: not one that goes on, nor one that failed where the call went well. */
export function belongs(exchange: RetainedExchange, call: LlmCallStatus): boolean {
  const status = exchange.finalStatus;
  if (status === undefined || call !== LlmCallStatus.SUCCESS) return status !== undefined;
  return status === LlmCallStatus.SUCCESS || status === LlmCallStatus.CANCELLED;
}

/** Of what is no call, such as an agent, every exchange is a call of its own. */
export function isCall({ kind = LlmCallKind.CALL }: Pick<LlmCallRecord, 'kind'>): boolean {
  return kind === LlmCallKind.CALL;
}
