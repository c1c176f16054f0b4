import { Injectable, Logger } from '@nestjs/common';
import { types } from 'node:util';
import { BudgetGate } from '../budgets/budget-gate.js';
import type { Reservation } from '../budgets/reservation.js';
import { callIdTime } from 'llm-exchange/call';
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

  /** Runs the work of a call once it is let through. @throws LlmBudgetExceededError in the way in which the work would fail. */
  run<T>(call: OpenCall, waits: Waits, work: () => T): T {
    const { asked } = call;
    if (asked === undefined) return work();
    if (waits === 'nothing') {
      this.#refusing(call, () => call.reservedBy(this.gate, this.gate.admitNow(asked, this.#covered(), startOf(call))));
      return work();
    }
    const admitted = this.admit(asked, startOf(call));
    if (!(admitted instanceof Promise)) {
      call.reservedBy(this.gate, admitted);
      return work();
    }
    const run = admitted.then((reservation) => call.reservedBy(this.gate, reservation));
    run.catch((error: unknown) => call.fail(error));
    return (waits === 'promise' ? run.then(work) : after(run, work as () => AsyncIterable<unknown>)) as T;
  }

  /**
   * Never throws; rejects with LlmBudgetExceededError alone.
   * @param at when the call began, in ms since 1970, if it has: it counts in the windows of that time.
   */
  admit(asked: LlmBudgetCall, at?: number): Reservation | Promise<Reservation | undefined> | undefined {
    try {
      const admitted = this.gate.admit(asked, this.#covered(), at);
      return admitted instanceof Promise ? admitted.catch((error: unknown) => this.#only(error)) : admitted;
    } catch (error) {
      if (error instanceof LlmBudgetExceededError) return Promise.reject(error);
      return this.#only(error);
    }
  }

  /** The same for who cannot wait: what is not known to be past the limit is let through. Never throws. */
  admitNow(asked: LlmBudgetCall): Reservation | LlmBudgetExceededError | undefined {
    try {
      return this.gate.admitNow(asked, this.#covered());
    } catch (error) {
      return error instanceof LlmBudgetExceededError ? error : this.#only(error);
    }
  }

  bind(id: string, reservation: Reservation): void {
    this.gate.bind(id, reservation);
  }

  /** The call around this one was let through with as much: the first step of it needs no more. */
  #covered(): ReadonlySet<string> | undefined {
    return InnerExchanges.in(this.contexts.current())?.takeCovered();
  }

  #refusing(call: OpenCall, step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#only(error, () => call.fail(error));
    }
  }

  /** A fault of the log's own refuses nothing. */
  #only(error: unknown, refused?: () => void): undefined {
    if (error instanceof LlmBudgetExceededError) {
      refused?.();
      throw error;
    }
    this.#logger.error(`A budget could not be asked, and the call is made: ${String(error)}`);
  }
}

function startOf({ id }: OpenCall): number {
  return callIdTime(id).getTime();
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
