import type { Batch } from './call-buffer.js';
import { BatchSize } from './batch-size.js';
import { writeBatch, type Unwritten } from './batch-writer.js';
import type { CallLine } from '../storage/writing/call-line.js';
import type { CallStore } from '../storage/writing/call-store.js';
import type { Circuit } from './circuit.js';
import type { ThrottledLogger } from './throttled-logger.js';
import type { DeliveryCounters } from './delivery-counters.js';

/** Batches on their way to the database at once: while some are being stored there the next is made ready and sent, and none waits for this process. */
const MAX_LANES = 2;
/** Longest pause between tries while someone waits for a flush. */
const IN_A_HURRY_MS = 250;
/** Time-outs of one call alone after which the others go on without it. */
const MAX_TIMEOUTS = 3;

/** Where batches come from. */
export interface BatchSource {
  /** Undefined where there is none for now. */
  next(): Promise<Batch | undefined>;
  /** Whether there is more than one batch's worth. */
  isFull(): boolean;
  /** A batch is stored, or set aside. */
  resolved(): void;
  /** Keeps a call that can be neither stored nor set aside, so that the others go on. */
  quarantine(line: CallLine, reason: string): void;
}

/** A batch that is being written: how far it has come, and how often its next call, alone, took too long. */
interface Progress {
  done: number;
  timeouts: number;
}

/**
 * Writes batches until none is left. One that cannot be written is tried again until it can, so none overtakes it for long. Where
 * statements take too long it goes in smaller pieces.
 */
export class BatchPump {
  readonly #onTheirWay = new Set<Batch>();
  readonly #size: BatchSize;
  #lanes = 0;
  #isClosed = false;
  #isHurried = false;
  #endPause: (() => void) | undefined;

  constructor(
    private readonly store: CallStore,
    private readonly source: BatchSource,
    private readonly circuit: Circuit,
    private readonly counters: DeliveryCounters,
    private readonly log: ThrottledLogger,
    maxRows: number,
  ) {
    this.#size = new BatchSize(maxRows);
  }

  /** The batches that are being written. */
  get onTheirWay(): ReadonlySet<Batch> {
    return this.#onTheirWay;
  }

  /** Whether someone waits: pauses are short then. */
  hurry(isHurried: boolean): void {
    this.#isHurried = isHurried;
    if (isHurried) this.#endPause?.();
  }

  /** @param then what to do when nothing is left. */
  start(then: () => void): void {
    while (!this.#isClosed && this.#lanes < (this.source.isFull() && this.circuit.state === 'closed' ? MAX_LANES : 1)) {
      this.#lanes += 1;
      void this.#run().finally(() => {
        this.#lanes -= 1;
        then();
      });
    }
  }

  /** Batches that are on their way stay unresolved where they are not stored by now. */
  close(): void {
    this.#isClosed = true;
    this.#endPause?.();
  }

  /** Never throws. */
  async #run(): Promise<void> {
    for (let batch = await this.source.next(); batch !== undefined; batch = await this.source.next()) {
      this.#onTheirWay.add(batch);
      if (!(await this.#writeUntilStored(batch))) return;
      this.#onTheirWay.delete(batch);
      batch.resolve();
      this.source.resolved();
    }
  }

  async #writeUntilStored({ lines, acceptedAt }: Batch): Promise<boolean> {
    const progress: Progress = { done: 0, timeouts: 0 };
    while (!this.#isClosed) {
      if (progress.done >= lines.length) return true;
      const piece = lines.slice(progress.done, progress.done + this.#size.rows);
      this.circuit.tries();
      try {
        this.#wrote(piece, await writeBatch(this.store, piece), acceptedAt);
        progress.done += piece.length;
        progress.timeouts = 0;
      } catch (error) {
        if (this.store.tookTooLong(error)) this.#tookTooLong(piece, progress, String(error));
        const patienceMs = this.circuit.failed(error);
        this.log.warn('away', `Calls cannot be stored and wait: ${String(error)}`);
        await this.#pause(this.#isHurried ? Math.min(patienceMs, IN_A_HURRY_MS) : patienceMs);
      }
    }
    return progress.done >= lines.length;
  }

  #wrote(piece: readonly CallLine[], { refused, unstorable, reason }: Unwritten, acceptedAt: number): void {
    this.#size.succeeded();
    this.circuit.succeeded();
    this.counters.committedAfter(piece.length - refused - unstorable.length, performance.now() - acceptedAt);
    this.#reportRefused(refused);
    for (const line of unstorable) this.source.quarantine(line, reason ?? '');
  }

  #tookTooLong(piece: readonly CallLine[], progress: Progress, reason: string): void {
    this.#size.tookTooLong(piece.length);
    progress.timeouts = piece.length === 1 ? progress.timeouts + 1 : 0;
    if (progress.timeouts < MAX_TIMEOUTS) return;
    this.source.quarantine(piece[0]!, reason);
    progress.done += 1;
    progress.timeouts = 0;
  }

  #reportRefused(refused: number): void {
    if (refused === 0) return;
    this.counters.refused += refused;
    this.log.warn('refused', `PostgreSQL refused ${refused} calls: they are in llm_refused_calls, with the reason.`);
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      const before = this.#endPause;
      this.#endPause = () => {
        before?.();
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endPause = undefined;
  }
}
