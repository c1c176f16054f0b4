import type { LlmCallRecord } from '../call/call-record.js';
import { joinedParts, type CallLine } from './call-line.js';

/** What an entry takes besides its text, about. */
const ENTRY_BYTES = 512;

/** Where a line is kept until its call is stored. */
export interface Hold {
  settle(): void;
}

/** A call that waits to be written. */
interface Entry extends CallLine {
  readonly sequence: number;
  parts: readonly Buffer[];
  /** The account it was made of, while there was one: two are joined without parsing. */
  record: LlmCallRecord | undefined;
  holds: Hold[];
  /** Accounts that are kept nowhere else. */
  unheld: number;
  bytes: number;
  isSettled: boolean;
  readonly acceptedAt: number;
}

/** A call that is not stored yet. */
export interface UnsettledCall extends CallLine {
  readonly isSettled: boolean;
  /** It is kept there, too; undefined: nowhere but in memory. */
  hold(hold: Hold | undefined): void;
}

/** Calls taken out to be written together. */
export interface Batch {
  readonly lines: readonly CallLine[];
  /** Of the oldest in the buffer of accepted calls; Infinity for calls that came from the journal. */
  readonly firstSequence: number;
  readonly acceptedAt: number;
  /** They are stored, or set aside, or given up. */
  settle(): void;
}

/** Calls waiting to be written, one entry a call, in the order in which they came. */
export class CallBuffer {
  readonly #waiting = new Map<string, Entry>();
  /** Taken and not settled. */
  readonly #taken = new Set<Entry[]>();
  readonly #maxBytes: number;
  /** Bytes of the calls waiting here and of those taken and not yet settled. */
  #bytes = 0;
  #waitingBytes = 0;
  #unheld = 0;
  #sequence = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#waiting.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes of the calls waiting here. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Accounts waiting here or taken and not settled that are kept nowhere else. */
  get unheld(): number {
    return this.#unheld;
  }

  /** Of the entry made last. */
  get lastSequence(): number {
    return this.#sequence;
  }

  /** Of the oldest entry waiting; undefined where none is. */
  get firstSequence(): number | undefined {
    return this.#first()?.sequence;
  }

  /** When the oldest of the calls waiting was accepted, on the clock of `performance.now()`. */
  get oldestAt(): number | undefined {
    return this.#first()?.acceptedAt;
  }

  /** @param share of all bytes that may be taken with it. */
  hasRoom(json: Buffer, share = 1): boolean {
    return this.#bytes + sizeOf(json) <= this.#maxBytes * share;
  }

  /**
   * A call that is here already gains what the record says: start and outcome within one flush are one row to write.
   * @param memory where `json` lies, to be settled with its call.
   * @param hold where it is kept besides.
   */
  put(record: LlmCallRecord, json: Buffer, memory?: Hold, hold?: Hold): void {
    const bytes = sizeOf(json);
    this.#bytes += bytes;
    this.#waitingBytes += bytes;
    const entry = this.#waiting.get(record.id) ?? this.#newEntry(record.id);
    if (entry.parts.length === 0) Object.assign(entry, { parts: [json], record });
    else {
      entry.parts = joinedParts(entry.parts, entry.record, record, json);
      entry.record = undefined;
    }
    entry.bytes += bytes;
    if (memory !== undefined) entry.holds.push(memory);
    this.#hold(entry, hold);
  }

  /** The calls waiting here and those taken and not settled. */
  unsettled(): UnsettledCall[] {
    const entries = [...this.#taken].flat().concat([...this.#waiting.values()]);
    return entries.map((entry) => ({
      id: entry.id,
      get parts() {
        return entry.parts;
      },
      get isSettled() {
        return entry.isSettled;
      },
      hold: (hold) => this.#hold(entry, hold),
    }));
  }

  #hold(entry: Entry, hold: Hold | undefined): void {
    if (hold !== undefined) entry.holds.push(hold);
    else {
      entry.unheld += 1;
      this.#unheld += 1;
    }
  }

  /** Takes out the oldest calls: as many rows at most, and about as many bytes. */
  take(maxRows: number, maxBytes: number): Batch | undefined {
    const entries: Entry[] = [];
    let bytes = 0;
    for (const [id, entry] of this.#waiting) {
      if (entries.length >= maxRows || (entries.length > 0 && bytes + entry.bytes > maxBytes)) break;
      this.#waiting.delete(id);
      entries.push(entry);
      bytes += entry.bytes;
    }
    this.#waitingBytes -= bytes;
    return entries.length === 0 ? undefined : this.#batchOf(entries, bytes);
  }

  #batchOf(entries: Entry[], bytes: number): Batch {
    const [{ sequence: firstSequence, acceptedAt }] = entries as [Entry];
    // Two batches on their way that have calls in common take their rows in one order, and so wait for each other in one direction.
    const lines = entries.sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#taken.add(entries);
    const settle = (): void => {
      this.#bytes -= bytes;
      this.#taken.delete(entries);
      for (const entry of entries) {
        entry.isSettled = true;
        this.#unheld -= entry.unheld;
        for (const hold of entry.holds) hold.settle();
      }
    };
    return { lines, firstSequence, acceptedAt, settle };
  }

  #newEntry(id: string): Entry {
    const sequence = (this.#sequence += 1);
    const entry: Entry = {
      id,
      sequence,
      parts: [],
      record: undefined,
      holds: [],
      unheld: 0,
      bytes: 0,
      isSettled: false,
      acceptedAt: performance.now(),
    };
    this.#waiting.set(id, entry);
    return entry;
  }

  #first(): Entry | undefined {
    return this.#waiting.values().next().value;
  }
}

function sizeOf(json: Buffer): number {
  return json.length + ENTRY_BYTES;
}
