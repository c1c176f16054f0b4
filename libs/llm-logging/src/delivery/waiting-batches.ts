import type { Batch, CallBuffer } from './call-buffer.js';
import type { Moment } from './flushes.js';
import type { CallJournal } from './journal/call-journal.js';

/** From so many bytes on a batch is sent at once: what is put together in one go, so that the event loop never waits long. */
const BATCH_BYTES = 256 * 1024;
/** Bytes of a batch at most, about: where many calls wait, longer ones cost the database less. */
const MAX_BATCH_BYTES = 3 * 1024 * 1024;

/** What waits to be stored, as batches: from memory and journal in turn, so that neither starves the other. */
export class WaitingBatches {
  #isBacklogsTurn = false;

  constructor(
    private readonly buffer: CallBuffer,
    private readonly journal: CallJournal | undefined,
    private readonly maxRows: number,
  ) {}

  /** Undefined where there is none for now. */
  async next(): Promise<Batch | undefined> {
    this.#isBacklogsTurn = !this.#isBacklogsTurn && this.journal?.hasBacklog === true;
    if (this.#isBacklogsTurn) {
      const batch = await this.journal!.take(this.maxRows, MAX_BATCH_BYTES);
      if (batch !== undefined) return batch;
    }
    const bytes = Math.min(Math.max(this.buffer.readyBytes / 4, BATCH_BYTES), MAX_BATCH_BYTES);
    return this.buffer.take(this.maxRows, bytes) ?? this.journal?.take(this.maxRows, MAX_BATCH_BYTES);
  }

  /** Whether there is more than one batch's worth in memory. */
  get isFull(): boolean {
    return this.buffer.readySize >= this.maxRows || this.buffer.readyBytes >= BATCH_BYTES;
  }

  get isEmpty(): boolean {
    return this.buffer.size === 0 && this.journal?.hasBacklog !== true;
  }

  /** All that was accepted until now. */
  get newest(): Moment {
    return { sequence: this.buffer.lastSequence, segment: this.journal?.lastSegment ?? 0 };
  }

  /** The oldest that is not stored, those on their way included. */
  oldest(onTheirWay: Iterable<Batch>): Moment {
    const inMemory = [this.buffer.firstSequence, ...[...onTheirWay].map((batch) => batch.firstSequence)];
    return {
      sequence: Math.min(...inMemory.map((each) => each ?? Infinity)),
      segment: this.journal?.firstBacklog ?? Infinity,
    };
  }
}
