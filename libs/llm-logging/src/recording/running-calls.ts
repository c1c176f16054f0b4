import { callIdTime } from 'llm-exchange/call';

/** Calls that are remembered as they are at most; more are many that take long. */
const MAX_CALLS = 10_000;

interface Call {
  readonly id: string;
}

/**
 * The calls whose work is under way here: a method that has not returned, a stream that is not over. One that nobody can end any more,
 * as it was dropped, is under way no longer.
 */
export class RunningCalls {
  readonly #calls = new Set<Call>();
  /** Those that have been asked for, which are not kept alive for it. */
  readonly #long = new Map<string, WeakRef<Call>>();

  add(call: Call): void {
    if (this.#calls.size < MAX_CALLS) this.#calls.add(call);
  }

  delete(call: Call): void {
    if (!this.#calls.delete(call) && this.#long.size > 0) this.#long.delete(call.id);
  }

  /** Ids of those that began before a time. */
  begunBefore(time: Date): string[] {
    for (const call of this.#calls) {
      if (callIdTime(call.id) >= time) continue;
      this.#calls.delete(call);
      this.#long.set(call.id, new WeakRef(call));
    }
    for (const [id, call] of this.#long) if (call.deref() === undefined) this.#long.delete(id);
    return [...this.#long.keys()];
  }
}
