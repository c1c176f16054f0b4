import type { Batch } from './call-buffer.js';
import { writeBatch } from './batch-writer.js';
import type { CallStore } from './call-store.js';
import type { Circuit } from './circuit.js';
import type { Complaints } from './complaints.js';
import type { DeliveryCounters } from './delivery-counters.js';

/** Batches on their way to the database at once: while some are being stored there the next is made ready and sent, and none waits for this process. */
const MAX_LANES = 2;
/** Longest pause between tries while someone waits for a flush. */
const IN_A_HURRY_MS = 250;

/** Where batches come from. */
export interface BatchSource {
  /** Undefined where there is none for now. */
  next(): Promise<Batch | undefined>;
  /** Whether there is more than one batch's worth. */
  isFull(): boolean;
  /** A batch is stored, or set aside. */
  settled(): void;
}

/** Writes batches until none is left. One that cannot be written is tried again until it can, so none overtakes it for long. */
export class BatchPump {
  readonly #onTheirWay = new Set<Batch>();
  #lanes = 0;
  #isClosed = false;
  #isHurried = false;
  #endPause: (() => void) | undefined;

  constructor(
    private readonly store: CallStore,
    private readonly source: BatchSource,
    private readonly circuit: Circuit,
    private readonly counters: DeliveryCounters,
    private readonly complaints: Complaints,
  ) {}

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

  /** Batches that are on their way stay unsettled where they are not stored by now. */
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
      batch.settle();
      this.source.settled();
    }
  }

  async #writeUntilStored({ lines, acceptedAt }: Batch): Promise<boolean> {
    while (!this.#isClosed) {
      this.circuit.tries();
      try {
        const refused = await writeBatch(this.store, lines);
        this.circuit.succeeded();
        this.counters.committedAfter(lines.length - refused, performance.now() - acceptedAt);
        this.#tellRefused(refused);
        return true;
      } catch (error) {
        const patienceMs = this.circuit.failed(error);
        this.complaints.say('away', `Calls cannot be stored and wait: ${String(error)}`);
        await this.#pause(this.#isHurried ? Math.min(patienceMs, IN_A_HURRY_MS) : patienceMs);
      }
    }
    return false;
  }

  #tellRefused(refused: number): void {
    if (refused === 0) return;
    this.counters.refused += refused;
    this.complaints.say(
      'refused',
      `PostgreSQL refused ${refused} calls: they are in llm_refused_calls, with the reason.`,
    );
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
