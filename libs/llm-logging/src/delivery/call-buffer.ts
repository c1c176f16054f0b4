import { type LlmCallRecord, LlmCallStatus } from 'llm-exchange/call';
import type { CallLine, JsonBytes } from '../storage/writing/call-line.js';
import { WaitingCall, type WaitingEvent } from './waiting-call.js';

/** What a call takes besides its text, about. */
const CALL_BYTES = 512;
/** From this share of its bytes on the buffer lets no call wait for its outcome. */
const HURRY_FROM = 0.5;

/** Calls taken out to be written together. */
export interface Batch {
  readonly lines: readonly CallLine[];
  /** Of the oldest in the buffer of accepted calls; Infinity for calls that came from the journal. */
  readonly firstSequence: number;
  readonly acceptedAt: number;
  /** They are stored, or set aside, or given up. */
  resolve(): void;
}

/** A call that is not stored yet. */
export type UnresolvedCall = CallLine & Pick<WaitingCall, 'isResolved' | 'retain'>;

/**
 * Calls waiting to be written. One that has but begun waits for its outcome first, for as long as a flush is put off: most calls that are short
 * are one row to insert, whatever else is being written.
 */
export class CallBuffer {
  /** Begun, oldest first. */
  readonly #begun = new Map<string, WaitingCall>();
  /** To be written, in the order of their sequence. */
  readonly #ready = new Map<string, WaitingCall>();
  /** Taken and not resolved. */
  readonly #taken = new Set<WaitingCall[]>();
  /** Bytes of all of these. */
  #bytes = 0;
  #readyBytes = 0;
  #onlyInMemory = 0;
  #sequence = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly patienceMs: number,
  ) {}

  /** Calls waiting here. */
  get size(): number {
    return this.#begun.size + this.#ready.size;
  }

  /** Those of them that wait for nothing but to be taken. */
  get readySize(): number {
    return this.#ready.size;
  }

  get readyBytes(): number {
    return this.#readyBytes;
  }

  /** Bytes of the calls waiting here and of those taken and not yet resolved. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Events waiting here or taken and not resolved that are kept nowhere else. */
  get onlyInMemory(): number {
    return this.#onlyInMemory;
  }

  /** Of the newest call that is, or was, ready. */
  get lastSequence(): number {
    return this.#sequence;
  }

  /** Of the oldest call that is ready; undefined where none is. */
  get firstSequence(): number | undefined {
    return first(this.#ready)?.sequence;
  }

  /** When the oldest of the calls waiting was accepted, about, on the clock of `performance.now()`. */
  get oldestAt(): number | undefined {
    const times = [first(this.#begun), first(this.#ready)].map((call) => call?.acceptedAt ?? Infinity);
    const oldest = Math.min(...times);
    return oldest === Infinity ? undefined : oldest;
  }

  /** @param share of all bytes that may be taken with it. */
  hasRoom(json: JsonBytes, share = 1): boolean {
    return this.#bytes + sizeOf(json) <= this.maxBytes * share;
  }

  /** A call that is here already gains what the record says, which is also the event's JSON. */
  put(record: LlmCallRecord, event: WaitingEvent): void {
    const { id } = record;
    const call = this.#ready.get(id) ?? this.#begun.get(id) ?? new WaitingCall(id);
    const bytes = sizeOf(event);
    call.add(record, event, bytes);
    this.#bytes += bytes;
    if (event.lease === undefined) this.#onlyInMemory += 1;
    if (call.sequence !== undefined) this.#readyBytes += bytes;
    else if (record.status !== LlmCallStatus.PENDING || this.#bytes > this.maxBytes * HURRY_FROM) this.#makeReady(call);
    else this.#begun.set(id, call);
  }

  /** No call waits for its outcome any longer. */
  hurry(): void {
    for (const call of this.#begun.values()) this.#makeReady(call);
  }

  /** The calls waiting here and those taken and not resolved. */
  unresolved(): UnresolvedCall[] {
    const calls = [...this.#taken].flat().concat([...this.#ready.values()], [...this.#begun.values()]);
    return calls.map((call) => ({
      id: call.id,
      get parts() {
        return call.parts;
      },
      get isResolved() {
        return call.isResolved;
      },
      retain: (lease) => {
        if (lease === undefined) this.#onlyInMemory += 1;
        call.retain(lease);
      },
    }));
  }

  /** Takes out the oldest calls: as many rows at most, and about as many bytes. */
  take(maxRows: number, maxBytes: number): Batch | undefined {
    this.#endPatience();
    const calls: WaitingCall[] = [];
    let bytes = 0;
    for (const call of this.#ready.values()) {
      if (calls.length >= maxRows || (calls.length > 0 && bytes + call.bytes > maxBytes)) break;
      this.#ready.delete(call.id);
      calls.push(call);
      bytes += call.bytes;
    }
    this.#readyBytes -= bytes;
    return calls.length === 0 ? undefined : this.#batchOf(calls, bytes);
  }

  #batchOf(calls: WaitingCall[], bytes: number): Batch {
    const [{ sequence: firstSequence, acceptedAt }] = calls as [WaitingCall];
    // Two batches on their way that have calls in common take their rows in one order, and so wait for each other in one direction.
    const lines = calls.sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#taken.add(calls);
    const resolve = (): void => {
      this.#bytes -= bytes;
      this.#taken.delete(calls);
      for (const call of calls) {
        this.#onlyInMemory -= call.onlyInMemory;
        call.resolve();
      }
    };
    return { lines, firstSequence: firstSequence!, acceptedAt, resolve };
  }

  #endPatience(): void {
    const until = performance.now() - this.patienceMs;
    for (const call of this.#begun.values()) {
      if (call.acceptedAt > until) return;
      this.#makeReady(call);
    }
  }

  #makeReady(call: WaitingCall): void {
    this.#begun.delete(call.id);
    call.sequence = this.#sequence += 1;
    this.#ready.set(call.id, call);
    this.#readyBytes += call.bytes;
  }
}

function first(calls: ReadonlyMap<string, WaitingCall>): WaitingCall | undefined {
  return calls.values().next().value;
}

function sizeOf({ start, end }: JsonBytes): number {
  return end - start + CALL_BYTES;
}
