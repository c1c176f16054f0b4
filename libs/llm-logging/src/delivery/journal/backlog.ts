import { setImmediate as nextTurn } from 'node:timers/promises';
import { CallBuffer, type Batch, type UnresolvedCall } from '../call-buffer.js';
import { jsonBytes, recordOf } from '../../storage/writing/call-line.js';
import type { DeliveryCounters } from '../delivery-counters.js';
import type { Journal } from './journal.js';
import { callLines } from './journal-head.js';
import type { Segment } from './segment.js';

/** How long lines are read before others get their turn, in ms. */
const SLICE_MS = 2;

/** Reads back the segments whose lines are in no memory, one at a time, oldest first. */
export class Backlog {
  /** Calls of the segment that is being read. */
  #buffer = new CallBuffer(Infinity, 0);
  #reading: Segment | undefined;
  #isRead = false;
  #underWay = 0;

  constructor(
    private readonly journal: Journal,
    private readonly counters: DeliveryCounters,
  ) {}

  get isEmpty(): boolean {
    return this.#reading === undefined && !this.journal.segments.some(({ isBacklog }) => isBacklog);
  }

  /** The segment that is being read: not one to rewrite. */
  get reading(): Segment | undefined {
    return this.#reading;
  }

  /** Number of the oldest segment that is not stored yet; undefined where none waits. */
  get firstNumber(): number | undefined {
    return (this.#reading ?? this.journal.segments.find(({ isBacklog }) => isBacklog))?.number;
  }

  /** What was read and is not stored. */
  unresolved(): UnresolvedCall[] {
    return this.#buffer.unresolved();
  }

  /** The next calls of the oldest segment. Undefined where nothing waits, or the last of a segment are still under way. */
  async take(maxRows: number, maxBytes: number): Promise<Batch | undefined> {
    // A segment may have nothing to store in it: empty, or damaged all through.
    while (this.#buffer.size === 0 && this.#reading === undefined && !this.isEmpty) await this.#readNext();
    const batch = this.#buffer.take(maxRows, maxBytes);
    if (batch === undefined) return undefined;
    this.#underWay += 1;
    const resolve = (): void => {
      batch.resolve();
      this.#underWay -= 1;
      this.#finish();
    };
    return { ...batch, firstSequence: Infinity, resolve };
  }

  async #readNext(): Promise<void> {
    const [segment] = this.journal.takeBacklog();
    if (segment === undefined) return;
    this.#reading = segment;
    this.#isRead = false;
    try {
      await this.#readLines(await this.journal.read(segment));
    } catch {
      // Removed from outside, with all that was in it.
      this.counters.dropped += segment.lines;
    }
    this.#isRead = true;
    this.#finish();
  }

  async #readLines(bytes: Buffer): Promise<void> {
    let since = performance.now();
    for (const line of callLines(bytes)) {
      this.#put(line);
      if (performance.now() - since < SLICE_MS) continue;
      await nextTurn();
      since = performance.now();
    }
  }

  #put(line: Buffer | undefined): void {
    const record = line === undefined ? undefined : parsed(line);
    if (record === undefined) {
      this.counters.corrupt += 1;
      return;
    }
    this.counters.replayed += 1;
    this.#buffer.put(record, { ...jsonBytes(line!), lease: undefined, resolve: () => undefined });
  }

  /** A segment is done when all that was read of it is stored. */
  #finish(): void {
    if (this.#reading === undefined || !this.#isRead || this.#buffer.size > 0 || this.#underWay > 0) return;
    this.journal.drop(this.#reading);
    this.#reading = undefined;
  }
}

/** What a line says; undefined where that is no call. */
export function parsed(line: Buffer): ReturnType<typeof recordOf> | undefined {
  try {
    const record = recordOf({ parts: [jsonBytes(line)] });
    return typeof record === 'object' && record !== null && typeof record.id === 'string' ? record : undefined;
  } catch {
    return undefined;
  }
}
