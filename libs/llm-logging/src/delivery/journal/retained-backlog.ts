import { writeBatch, type Unwritten } from '../batch-writer.js';
import { jsonBytes, type CallLine } from '../../storage/writing/call-line.js';
import type { CallStore } from '../../storage/writing/call-store.js';
import type { DeliveryCounters } from '../delivery-counters.js';
import { parsed } from './backlog.js';
import type { AdoptedFile } from './folder-names.js';
import type { Journal } from './journal.js';
import { callLines } from './journal-head.js';
import type { Segment } from './segment.js';

/** What dead processes retained for calls that had not ended. */
export class RetainedBacklog {
  #isStoring = false;

  constructor(
    private readonly journal: Journal,
    private readonly counters: DeliveryCounters,
  ) {}

  adopt(file: AdoptedFile): void {
    this.journal.adopt(file);
  }

  /**
   * Gives it to its calls. Only the rows can say which of these have ended after all.
   * @param before number of the oldest segment that is not stored. What was retained has a higher number than all else of its process.
   * Never throws: what cannot be stored is tried again with the next call.
   */
  async store(store: CallStore, before: number): Promise<void> {
    if (this.#isStoring) return;
    this.#isStoring = true;
    try {
      for (const segment of this.journal.takeBacklog())
        if (segment.number < before) await this.#storeSegment(store, segment);
    } catch {
      // Delivery says already that the database is away.
    } finally {
      this.#isStoring = false;
    }
  }

  async #storeSegment(store: CallStore, segment: Segment): Promise<void> {
    const lines = this.#linesOf(await this.journal.read(segment).catch(() => Buffer.alloc(0)));
    const retained = {
      write: (calls: readonly CallLine[]) => store.writeRetained(calls),
      setAside: (call: CallLine, reason: string) => store.setAside(call, reason),
      refusesContent: (error: unknown) => store.refusesContent(error),
      isAway: (error: unknown) => store.isAway(error),
    };
    this.counters.replayed += lines.length;
    if (lines.length > 0) this.#count(await writeBatch(retained, lines));
    this.journal.drop(segment);
  }

  /** What cannot be set aside either is given up: it would hold up all that other processes left. */
  #count({ refused, unstorable }: Unwritten): void {
    this.counters.refused += refused;
    this.counters.dropped += unstorable.length;
  }

  /** An exchange that was tried again is recorded whole each time: the last counts. */
  #linesOf(bytes: Buffer): CallLine[] {
    const lines = new Map<string, CallLine>();
    for (const line of callLines(bytes)) {
      const id = line === undefined ? undefined : parsed(line)?.id;
      if (id === undefined) this.counters.corrupt += 1;
      else lines.set(id, { id, parts: [jsonBytes(line!)] });
    }
    return [...lines.values()];
  }
}
