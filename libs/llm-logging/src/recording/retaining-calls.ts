import type { InnerExchanges } from './inner-exchanges.js';

/** Calls with an exchange that is kept for them at most; that of the oldest is delivered early. */
const MAX_CALLS = 10_000;

/** Calls for which the records of an exchange are kept until they end. */
export class RetainingCalls {
  readonly #calls = new Set<InnerExchanges>();

  /** @returns the one whose exchange is to be released, where there are too many. */
  add(call: InnerExchanges): InnerExchanges | undefined {
    const oldest = this.#calls.size < MAX_CALLS ? undefined : this.#calls.values().next().value;
    this.#calls.add(call);
    return oldest;
  }

  delete(call: InnerExchanges): void {
    this.#calls.delete(call);
  }

  [Symbol.iterator](): Iterator<InnerExchanges> {
    return [...this.#calls].values();
  }
}
