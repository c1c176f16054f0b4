import { Injectable, Logger } from '@nestjs/common';
import { types } from 'node:util';
import { budgetCallOf } from '../budgets/budget-call.js';
import { BudgetGate } from '../budgets/budget-gate.js';
import type { Reservation } from '../budgets/reservation.js';
import { LlmContextService } from '../context/llm-context.service.js';
import { LlmBudgetExceededError } from '../errors.js';
import type { LlmBudgetCall } from '../options/budgets.options.js';
import type { OpenCall } from '../recording/open-call.js';
import { InnerExchanges } from '../recording/inner-exchanges.js';

/** What the caller of a method waits for anyway: a promise, the first value of a generator, or nothing that is known. */
export type Waits = 'promise' | 'generator' | 'nothing';

/** Asks blocking budgets before a call is made. */
@Injectable()
export class GatedCalls {
  readonly #logger = new Logger('LlmLogging');

  constructor(
    private readonly gate: BudgetGate,
    private readonly contexts: LlmContextService,
  ) {}

  /** Whether there is a budget that blocks. */
  get isActive(): boolean {
    return this.gate.isActive;
  }

  /**
   * Asks about a call that was opened, which fails where it is refused.
   * @returns undefined where it may be made now; otherwise {@link runAfter} makes it.
   * @throws LlmBudgetExceededError where its caller waits for nothing.
   */
  admitCall(call: OpenCall, waits: Waits): Promise<void> | undefined {
    const asked = budgetCallOf(call.started.given);
    if (asked === undefined) return undefined;
    if (waits === 'nothing') return this.#admitNow(call, asked);
    const admitted = this.admit(asked, startOf(call));
    if (admitted instanceof Promise) return this.#admittedLater(call, admitted);
    call.reservedBy(this.gate, admitted);
    return undefined;
  }

  /** Runs the work of a call once it is let through. @throws LlmBudgetExceededError in the way in which the work would fail. */
  runAfter<T>(admitted: Promise<void>, waits: Waits, work: () => T): T {
    return (waits === 'promise' ? admitted.then(work) : after(admitted, work as () => AsyncIterable<unknown>)) as T;
  }

  /**
   * Never throws; rejects with LlmBudgetExceededError alone.
   * @param at when the call began, in ms since 1970, if it has: it counts in the windows of that time.
   */
  admit(asked: LlmBudgetCall, at?: number): Reservation | Promise<Reservation | undefined> | undefined {
    try {
      const admitted = this.gate.admit(asked, this.#covered(), at);
      return admitted instanceof Promise ? admitted.catch(this.#onlyRefusal) : admitted;
    } catch (error) {
      if (error instanceof LlmBudgetExceededError) return Promise.reject(error);
      return this.#onlyRefusal(error);
    }
  }

  /** The same for who cannot wait: what is not known to be past the limit is let through. Never throws. */
  admitNow(asked: LlmBudgetCall): Reservation | LlmBudgetExceededError | undefined {
    try {
      return this.gate.admitNow(asked, this.#covered());
    } catch (error) {
      return error instanceof LlmBudgetExceededError ? error : this.#onlyRefusal(error);
    }
  }

  bind(id: string, reservation: Reservation): void {
    this.gate.bind(id, reservation);
  }

  /** The call around this one was let through with as much: the first step of it needs no more. */
  #covered(): ReadonlySet<string> | undefined {
    return InnerExchanges.in(this.contexts.current())?.takeCovered();
  }

  #admitNow(call: OpenCall, asked: LlmBudgetCall): undefined {
    try {
      call.reservedBy(this.gate, this.gate.admitNow(asked, this.#covered(), startOf(call)));
    } catch (error) {
      if (error instanceof LlmBudgetExceededError) call.fail(error);
      return this.#onlyRefusal(error);
    }
  }

  #admittedLater(call: OpenCall, admitted: Promise<Reservation | undefined>): Promise<void> {
    const bound = admitted.then((reservation) => call.reservedBy(this.gate, reservation));
    bound.catch((error: unknown) => call.fail(error));
    return bound;
  }

  /** A fault of the log's own refuses nothing. */
  readonly #onlyRefusal = (error: unknown): undefined => {
    if (error instanceof LlmBudgetExceededError) throw error;
    this.#logger.error(`A budget could not be asked, and the call is made: ${String(error)}`);
  };
}

/** As `callIdTime`, without a `Date`: this is asked of each call. */
function startOf({ id }: OpenCall): number {
  return parseInt(id.slice(0, 8), 16) * 0x10000 + parseInt(id.slice(9, 13), 16);
}

/** How a method's result can be waited for, by what it is declared as. */
export function waitsOf(method: (...args: never[]) => unknown, returnType: unknown): Waits {
  const isAsync = types.isAsyncFunction(method);
  if (isAsync && types.isGeneratorFunction(method)) return 'generator';
  return isAsync || returnType === Promise ? 'promise' : 'nothing';
}

async function* after(admitted: Promise<unknown>, work: () => AsyncIterable<unknown>): AsyncGenerator<unknown> {
  await admitted;
  yield* work();
}
