import type { LlmCallRecord } from 'llm-exchange/call';
import { jsonOf } from '../../storage/writing/call-line.js';
import type { Lease } from '../waiting-call.js';
import type { Journal } from './journal.js';
import { LineEncoder } from './journal-line.js';
import type { Segment } from './segment.js';

interface RetainedCall {
  readonly record: LlmCallRecord;
  isReleased: boolean;
  segment: Segment | undefined;
}

/**
 * Writes down what is retained in memory until the call around it ends, so that a process that dies before does not take it along.
 * Most calls end in the turn of the event loop in which their exchange does: of these nothing is written.
 *
 * | state of a call | the turn ends                              | `release`                        | the files are gone |
 * | --------------- | ------------------------------------------ | -------------------------------- | ------------------ |
 * | retained        | → written; stays where there is no room    | → released: nothing was written  | stays              |
 * | written         | stays                                      | → released, at the turn's end    | written again      |
 * | released        | its line goes, once its successor is there | –                                | –                  |
 */
export class RetainedCalls {
  readonly #encoder = new LineEncoder();
  #changed: RetainedCall[] = [];
  readonly #written = new Set<RetainedCall>();

  constructor(
    private readonly journal: Journal,
    /** What would go beyond is in memory only. */
    private readonly maxBytes: number,
  ) {}

  get bytes(): number {
    return this.journal.bytes;
  }

  /** Retains a record until it is released, which is: another line says what it says. Never throws. */
  retain(record: LlmCallRecord): Lease {
    const call: RetainedCall = { record, isReleased: false, segment: undefined };
    this.#note(call);
    return {
      release: () => {
        if (call.isReleased) return;
        call.isReleased = true;
        this.#note(call);
      },
    };
  }

  rotate(): void {
    this.#catchUp();
    this.journal.rotate();
  }

  /** Writes all of it again, as the files are gone. */
  writeAgain(): void {
    for (const call of this.#written) this.#write(call);
  }

  /** A line goes only when the one that replaces it is written, which is at the end of this turn. */
  #note(call: RetainedCall): void {
    if (this.#changed.length === 0) setImmediate(() => this.#catchUp());
    this.#changed.push(call);
  }

  #catchUp(): void {
    const changed = this.#changed;
    this.#changed = [];
    for (const call of changed) {
      if (call.isReleased) this.#remove(call);
      else this.#write(call);
    }
    if (this.#written.size === 0) this.journal.rest();
  }

  #write(call: RetainedCall): void {
    if (this.journal.bytes >= this.maxBytes) return;
    try {
      call.segment = this.journal.append(this.#encoder.encode(jsonOf(call.record)), true);
      if (call.segment !== undefined) this.#written.add(call);
    } catch {
      // It stays in memory, and is stored in the row when the call ends.
    }
  }

  #remove(call: RetainedCall): void {
    if (call.segment === undefined) return;
    call.segment.release();
    this.#written.delete(call);
  }
}
