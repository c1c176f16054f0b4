/** Successes in a row after which batches grow again. */
const GROW_AFTER = 8;

/** How many calls are written at once: half as many after each time-out, and twice as many after a while without one. */
export class BatchSize {
  #rows: number;
  #successes = 0;

  constructor(private readonly maxRows: number) {
    this.#rows = maxRows;
  }

  get rows(): number {
    return this.#rows;
  }

  /** So many calls took too long. */
  tookTooLong(rows: number): void {
    this.#rows = Math.max(1, Math.min(this.#rows, rows >> 1));
    this.#successes = 0;
  }

  succeeded(): void {
    if (this.#rows === this.maxRows) return;
    this.#successes += 1;
    if (this.#successes < GROW_AFTER) return;
    this.#rows = Math.min(this.#rows * 2, this.maxRows);
    this.#successes = 0;
  }
}
