import { type LlmCallRecord, LlmCallStatus } from 'llm-exchange/call';
import { joinedParts, type CallLine, type JsonBytes } from '../storage/writing/call-line.js';

/** A place where a line is retained until its call is stored. */
export interface Lease {
  release(): void;
}

/** One event of a call, in memory. */
export interface WaitingEvent extends JsonBytes {
  /** Where it is retained besides; undefined: nowhere but in memory. */
  readonly lease: Lease | undefined;
  /** Its call is stored, set aside or given up. */
  resolve(): void;
}

/** A call that is not stored yet: its events, as one line. */
export class WaitingCall implements CallLine {
  readonly acceptedAt = performance.now();
  /** Its place among those that may be written; undefined while it waits for its outcome. */
  sequence: number | undefined;
  parts: readonly JsonBytes[] = [];
  bytes = 0;
  /** Events that are kept nowhere else. */
  onlyInMemory = 0;
  isResolved = false;
  /** The event of its start, while that is all: an outcome joins it without parsing. */
  #start: LlmCallRecord | undefined;
  #events: readonly WaitingEvent[] = [];
  /** Where all of them are retained once more. */
  #leases: readonly Lease[] | undefined;

  constructor(readonly id: string) {}

  /** @param event what `record` says, which takes so many `bytes`. */
  add(record: LlmCallRecord, event: WaitingEvent, bytes: number): void {
    if (this.parts.length === 0) {
      this.parts = this.#events = [event];
      this.#start = record.status === LlmCallStatus.PENDING ? record : undefined;
    } else {
      // Thousands of calls wait: `concat` makes lists as short as they can be, `push` with room to spare.
      this.parts = joinedParts(this.parts, this.#start, record, event);
      this.#events = this.#events.concat(event);
      this.#start = undefined;
    }
    this.bytes += bytes;
    if (event.lease === undefined) this.onlyInMemory += 1;
  }

  /** It is retained there, too; undefined: nowhere but in memory. */
  retain(lease: Lease | undefined): void {
    if (lease === undefined) this.onlyInMemory += 1;
    else this.#leases = [...(this.#leases ?? []), lease];
  }

  /** It is stored, set aside or given up. */
  resolve(): void {
    this.isResolved = true;
    for (const event of this.#events) event.resolve();
    for (const lease of this.#leases ?? []) lease.release();
  }
}
