import { backoffMs } from './backoff.js';

/** `closed`: the database takes what it is sent. `open`: it did not, and is left alone for a while. `half-open`: it is tried again. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/**
 * What is known of the database from the tries to write to it.
 *
 * | state     | `tries`     | `failed`                    | `succeeded` |
 * |-----------|-------------|-----------------------------|-------------|
 * | closed    | stays       | → open, for the next pause  | stays       |
 * | open      | → half-open | stays, for a longer pause   | → closed    |
 * | half-open | stays       | → open, for a longer pause  | → closed    |
 */
export class Circuit {
  #failures = 0;
  #state: CircuitState = 'closed';
  /** Why the last try failed; undefined when it did not. */
  #failure: unknown;

  get state(): CircuitState {
    return this.#state;
  }

  get failure(): unknown {
    return this.#failure;
  }

  /** @returns how long to leave the database alone, in ms. */
  failed(error: unknown): number {
    this.#failures += 1;
    this.#failure = error;
    this.#state = 'open';
    return backoffMs(this.#failures);
  }

  tries(): void {
    if (this.#state === 'open') this.#state = 'half-open';
  }

  succeeded(): void {
    this.#failures = 0;
    this.#failure = undefined;
    this.#state = 'closed';
  }
}
