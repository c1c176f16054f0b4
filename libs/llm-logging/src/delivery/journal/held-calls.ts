import type { LlmCallRecord } from 'llm-exchange/call';
import { jsonOf } from '../../storage/writing/call-line.js';
import type { Hold } from '../waiting-call.js';
import type { Journal } from './journal.js';
import { LineEncoder } from './journal-line.js';
import type { Segment } from './segment.js';

interface HeldCall {
  readonly record: LlmCallRecord;
  isOver: boolean;
  segment: Segment | undefined;
}

/**
 * Writes down what is held back in memory until the call around it ends, so that a process that dies before does not take it along.
 * Most calls end in the turn of the event loop in which their exchange does: of these nothing is written.
 */
export class HeldCalls {
  readonly #encoder = new LineEncoder();
  #changed: HeldCall[] = [];
  readonly #written = new Set<HeldCall>();

  constructor(
    private readonly journal: Journal,
    /** What would go beyond is in memory only. */
    private readonly maxBytes: number,
  ) {}

  get bytes(): number {
    return this.journal.bytes;
  }

  /** Holds a record until it is settled, which is: another line says what it says. Never throws. */
  hold(record: LlmCallRecord): Hold {
    const call: HeldCall = { record, isOver: false, segment: undefined };
    this.#note(call);
    return {
      settle: () => {
        if (call.isOver) return;
        call.isOver = true;
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
  #note(call: HeldCall): void {
    if (this.#changed.length === 0) setImmediate(() => this.#catchUp());
    this.#changed.push(call);
  }

  #catchUp(): void {
    const changed = this.#changed;
    this.#changed = [];
    for (const call of changed) {
      if (call.isOver) this.#remove(call);
      else this.#write(call);
    }
    if (this.#written.size === 0) this.journal.rest();
  }

  #write(call: HeldCall): void {
    if (this.journal.bytes >= this.maxBytes) return;
    try {
      call.segment = this.journal.append(this.#encoder.encode(jsonOf(call.record)), true);
      if (call.segment !== undefined) this.#written.add(call);
    } catch {
      // It stays in memory, and its row tells when the call ends.
    }
  }

  #remove(call: HeldCall): void {
    if (call.segment === undefined) return;
    call.segment.settle();
    this.#written.delete(call);
  }
}
