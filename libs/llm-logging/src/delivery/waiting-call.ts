import type { LlmCallRecord } from '../call/call-record.js';
import { LlmCallStatus } from '../call/call-status.js';
import { joinedParts, type CallLine } from './call-line.js';

/** Where a line is kept until its call is stored. */
export interface Hold {
  settle(): void;
}

/** A call that is not stored yet: what was told of it, as one line. */
export class WaitingCall implements CallLine {
  readonly acceptedAt = performance.now();
  /** Its place among those that may be written; undefined while it waits for its outcome. */
  sequence: number | undefined;
  parts: readonly Buffer[] = [];
  bytes = 0;
  /** Accounts that are kept nowhere else. */
  unheld = 0;
  isSettled = false;
  /** What was told of its start, while that is all: an outcome joins it without parsing. */
  #start: LlmCallRecord | undefined;
  /** Thousands of calls wait: `concat` makes lists as short as they can be, `push` with room to spare. */
  #holds: readonly Hold[] = [];

  constructor(readonly id: string) {}

  /**
   * @param memory where `json` lies, to be settled with the call.
   * @param hold where it is kept besides; undefined: nowhere but in memory.
   */
  add(record: LlmCallRecord, json: Buffer, bytes: number, memory: Hold | undefined, hold: Hold | undefined): void {
    if (this.parts.length === 0) {
      this.parts = [json];
      this.#start = record.status === LlmCallStatus.PENDING ? record : undefined;
    } else {
      this.parts = joinedParts(this.parts, this.#start, record, json);
      this.#start = undefined;
    }
    this.bytes += bytes;
    if (memory !== undefined) this.#holds = this.#holds.concat(memory);
    this.hold(hold);
  }

  /** It is kept there, too; undefined: nowhere but in memory. */
  hold(hold: Hold | undefined): void {
    if (hold !== undefined) this.#holds = this.#holds.concat(hold);
    else this.unheld += 1;
  }

  settle(): void {
    this.isSettled = true;
    for (const hold of this.#holds) hold.settle();
  }
}
