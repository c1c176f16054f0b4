import type { LlmCallRecord } from 'llm-exchange/call';
import type { SpanOfRow } from '../../storage/rows/span-of-row.js';

/** Token of the {@link CallListener}; nothing is provided where nobody listens. */
export const CALL_LISTENER = Symbol('CallListener');

/** A call that is about to be made. */
export interface StartedCall {
  readonly id: string;
  /** The row that will report it, as far as is known now: its own, or that of the call around it. */
  readonly rowId: string;
  /** What is known of it: checked and redacted. */
  readonly given: Readonly<Partial<LlmCallRecord>>;
}

/** Follows single calls from start to end, such as spans and metrics do. No method throws. */
export interface CallListener {
  /** Whether a call that starts now is followed while its work runs. */
  readonly isListening: boolean;
  /** Undefined: nobody follows this call. */
  started(call: StartedCall): FollowedCall | undefined;
  /** A call that was over when it was recorded. */
  recorded(record: LlmCallRecord): void;
}

/** One call that is followed: `ended`, then `filed`, once each. No method throws, but {@link run} what its work throws. */
export interface FollowedCall {
  /** The trace of its span; undefined where it has none. */
  readonly traceId: string | undefined;
  /** What its row keeps of that span; undefined where it is exported nowhere. */
  readonly metadata: Readonly<Record<string, SpanOfRow>> | undefined;
  /** Runs a part of the call's work: spans that begin there are inside the call's span. */
  run<T>(work: () => T): T;
  /** How it ended. `record` may leave out what was known at the start. */
  ended(record: Readonly<LlmCallRecord>): void;
  /** Which row reports it: another id than its own where it turned out to be the call around it. */
  filed(rowId: string): void;
}
