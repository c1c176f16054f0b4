import { type LlmCallRecord, LlmCallStatus } from 'llm-exchange/call';
import { joinedParts, type CallLine, type JsonBytes } from '../storage/writing/call-line.js';

/** Where a line is kept until its call is stored. */
export interface Hold {
  settle(): void;
}

/** One account of a call, in memory. */
export interface Account extends JsonBytes {
  /** Where it is kept besides; undefined: nowhere but in memory. */
  readonly hold: Hold | undefined;
  /** Its call is stored. */
  settle(): void;
}

/** A call that is not stored yet: its events, as one line. */
export class WaitingCall implements CallLine {
  readonly acceptedAt = performance.now();
  /** Its place among those that may be written; undefined while it waits for its outcome. */
  sequence: number | undefined;
  parts: readonly JsonBytes[] = [];
  bytes = 0;
  /** Accounts that are kept nowhere else. */
  unheld = 0;
  isSettled = false;
  /** The event of its start, while that is all: an outcome joins it without parsing. */
  #start: LlmCallRecord | undefined;
  #accounts: readonly Account[] = [];
  /** Where all of them are kept once more. */
  #holds: readonly Hold[] | undefined;

  constructor(readonly id: string) {}

  /** @param account what `record` says, which takes so many `bytes`. */
  add(record: LlmCallRecord, account: Account, bytes: number): void {
    if (this.parts.length === 0) {
      this.parts = this.#accounts = [account];
      this.#start = record.status === LlmCallStatus.PENDING ? record : undefined;
    } else {
      // Thousands of calls wait: `concat` makes lists as short as they can be, `push` with room to spare.
      this.parts = joinedParts(this.parts, this.#start, record, account);
      this.#accounts = this.#accounts.concat(account);
      this.#start = undefined;
    }
    this.bytes += bytes;
    if (account.hold === undefined) this.unheld += 1;
  }

  /** It is kept there, too; undefined: nowhere but in memory. */
  hold(hold: Hold | undefined): void {
    if (hold === undefined) this.unheld += 1;
    else this.#holds = [...(this.#holds ?? []), hold];
  }

  settle(): void {
    this.isSettled = true;
    for (const account of this.#accounts) account.settle();
    for (const hold of this.#holds ?? []) hold.settle();
  }
}
