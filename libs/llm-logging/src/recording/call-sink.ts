import type { LlmCallRecord, LlmContext } from 'llm-exchange/call';
import type { Hold } from '../delivery/waiting-call.js';
import type { FollowedCall } from '../telemetry/calls/call-listener.js';

/** What an open call needs of the recorder. */
export interface CallSink {
  /** Hands one account of a call over to delivery. */
  accept(record: LlmCallRecord): void;
  /** USD, null where no price is known. */
  price(outcome: Partial<LlmCallRecord>, started: Partial<LlmCallRecord>): number | null;
  /** Runs a step of the log's own, whose failure is nobody else's. */
  quietly(step: () => void): void;
  /** The call is under way. */
  began(call: { readonly id: string }): void;
  /** The call has ended. */
  closed(call: EndedCall): void;
  /** A record is held back there, until its call ends. */
  holds(holder: RecordHolder): void;
  releases(holder: RecordHolder): void;
  /** Writes down a record that is held back, until it is settled. */
  secure(record: LlmCallRecord): Hold | undefined;
  /** A call that is followed has ended under this id, which may yet turn out to be that of the call around it. */
  file(followed: FollowedCall, id: string): void;
}

export interface EndedCall {
  readonly id: string;
  /** How to get its context, for as long as it is remembered: without its texts. */
  contextLater(): () => LlmContext;
}

/** Holds back a record that is not lost: `release` hands it over. */
export interface RecordHolder {
  release(): void;
}
