import { mergeIntoCallRecord } from '../call/call-merge.js';
import type { LlmCallRecord } from '../call/call-record.js';
import { callSize, withoutTexts } from './call-size.js';

/** From this share of its bytes on the buffer takes numbers only. */
const TEXTS_UP_TO = 0.75;

interface Waiting {
  readonly record: LlmCallRecord;
  bytes: number;
}

/** What became of a record that was put into the buffer. */
export type Put = 'kept' | 'texts dropped' | 'dropped';

/** Calls waiting to be written, one entry a call, in the order in which they came. */
export class CallBuffer {
  readonly #waiting = new Map<string, Waiting>();
  readonly #maxBytes: number;
  /** Bytes of the calls waiting here and of those taken and not yet released. */
  #bytes = 0;
  #entries = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Entries ever made. They are taken out in the order in which they were made. */
  get entries(): number {
    return this.#entries;
  }

  /** A call that is here already gains what the record says: start and outcome within one flush are one row to write. */
  put(record: LlmCallRecord): Put {
    const bytes = callSize(record);
    if (this.#bytes + bytes > this.#maxBytes * TEXTS_UP_TO) return this.#putNumbers(record);
    this.#set(record, bytes);
    return 'kept';
  }

  /** Takes out the oldest calls: as many rows at most, and about as many bytes. */
  take(maxRows: number, maxBytes: number): { records: LlmCallRecord[]; bytes: number } {
    const records: LlmCallRecord[] = [];
    let bytes = 0;
    for (const [id, waiting] of this.#waiting) {
      if (records.length >= maxRows || (records.length > 0 && bytes + waiting.bytes > maxBytes)) break;
      this.#waiting.delete(id);
      records.push(waiting.record);
      bytes += waiting.bytes;
    }
    return { records, bytes };
  }

  /** The calls taken are stored: their memory is free. */
  release(bytes: number): void {
    this.#bytes -= bytes;
  }

  #putNumbers(record: LlmCallRecord): Put {
    const numbers = withoutTexts(record);
    const bytes = callSize(numbers);
    if (this.#bytes + bytes > this.#maxBytes) return 'dropped';
    this.#set(numbers, bytes);
    return 'texts dropped';
  }

  #set(record: LlmCallRecord, bytes: number): void {
    this.#bytes += bytes;
    const waiting = this.#waiting.get(record.id);
    if (waiting === undefined) {
      this.#waiting.set(record.id, { record, bytes });
      this.#entries += 1;
      return;
    }
    mergeIntoCallRecord(waiting.record, record);
    waiting.bytes += bytes;
  }
}
