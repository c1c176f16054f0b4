import type { LlmCallStatus } from 'llm-exchange/call';
import type { CallFailure } from './thrown-error.js';
import type { LlmCallOutcome } from './calls.js';
import type { ResultStream } from './result-stream.js';

export type EndStatus = Exclude<LlmCallStatus, LlmCallStatus.PENDING>;

/** What is given of an outcome by whoever ends the call. */
export type GivenOutcome = LlmCallOutcome & { readonly attempts?: number } & Partial<Omit<CallFailure, 'status'>>;

/** How one call ended, with all that was collected of it until then. A call hands it over once. */
export interface Ending {
  readonly status: EndStatus;
  /** What the end itself says: how it failed, or what the application gave. */
  readonly given?: GivenOutcome | undefined;
  /** What was given before the end, joined: of each member the newest. */
  readonly updates?: LlmCallOutcome | undefined;
  /** What the work returned. */
  readonly returned?: unknown;
  /** What it streamed. */
  readonly streamed?: ResultStream | undefined;
  /** When the work began and its first content came, on the clock of `performance.now()`. */
  readonly clock: number;
  readonly firstContentAt?: number | undefined;
  readonly latencyMs: number;
}
