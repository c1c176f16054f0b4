import type { LlmContext } from 'llm-exchange/call';
import { BoundedMap } from './bounded-map.js';
import { contextLater } from './inner-context.js';
import type { OpenCall } from './open-call.js';
import { RunningCalls } from './running-calls.js';

/** Calls begun by hand and not ended that are remembered at most; the outcome of an older one is stored without its cost. */
const MAX_OPEN_CALLS = 100_000;
/** Calls that ended whose context is remembered at most, for further steps that name them as their parent. */
const MAX_ENDED_CALLS = 10_000;

/** The calls of this process that something may still be said of: begun by hand, running, or ended a while ago. */
export class RememberedCalls {
  readonly #byHand = new BoundedMap<string, OpenCall>(MAX_OPEN_CALLS);
  readonly #running = new RunningCalls();
  readonly #ended = new BoundedMap<string, () => LlmContext>(MAX_ENDED_CALLS);

  /** Its outcome will come with its id. */
  addByHand(call: OpenCall): void {
    this.#byHand.set(call.id, call);
  }

  /** The call begun by hand under this id, if it has not ended. */
  find(id: string): OpenCall | undefined {
    return this.#byHand.get(id);
  }

  began(call: { readonly id: string }): void {
    // Who begins a call by hand may have forgotten it: that its process lives says nothing.
    if (this.#byHand.get(call.id) === undefined) this.#running.add(call);
  }

  closed(call: OpenCall): void {
    if (!this.#byHand.delete(call.id)) this.#running.delete(call);
    this.addEnded(call.started);
  }

  addEnded(call: Parameters<typeof contextLater>[0]): void {
    this.#ended.set(call.id, contextLater(call));
  }

  /** The context of the work of a call that is open or ended a while ago. */
  contextOf(id: string): LlmContext | undefined {
    return this.#byHand.get(id)?.context ?? this.contextOfEnded(id);
  }

  contextOfEnded(id: string): LlmContext | undefined {
    return this.#ended.get(id)?.();
  }

  /** Ids of calls whose work is under way here and began before a time. */
  runningSince(time: Date): string[] {
    return this.#running.begunBefore(time);
  }
}
