import type { RecordHolder } from './call-sink.js';

/** Calls with a record held back at most; the oldest of more is handed over early. */
const MAX_HELD = 10_000;

/** Who holds a record back, until its call ends. */
export class HeldRecords {
  readonly #holders = new Set<RecordHolder>();

  add(holder: RecordHolder): void {
    if (this.#holders.size >= MAX_HELD) this.#holders.values().next().value!.release();
    this.#holders.add(holder);
  }

  delete(holder: RecordHolder): void {
    this.#holders.delete(holder);
  }

  [Symbol.iterator](): Iterator<RecordHolder> {
    return [...this.#holders].values();
  }
}
