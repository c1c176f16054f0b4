import { type LlmCallRecord, LlmCallStatus, type LlmContext } from 'llm-exchange/call';
import type { FollowedCall } from '../telemetry/calls/call-listener.js';
import type { IntakeLimits } from './intake-limits.js';
import type { ResultSelectors } from './result-selectors.js';
import type { RetainedExchange } from './retained-exchange.js';

/** What is known of a call when it starts, and stays as it is. */
export interface StartedCall {
  readonly id: string;
  /** The context that it is made in. */
  readonly outer: LlmContext;
  /** Its record so far: checked and cleaned. */
  readonly given: Partial<LlmCallRecord>;
  /** What may stand in its records. */
  readonly limits: IntakeLimits;
  /** How its result is read. */
  readonly selectors: ResultSelectors;
  /** Its records are kept there, for the call around it; undefined: they are delivered. */
  readonly retained: RetainedExchange | undefined;
  /** Who follows it, such as its span. */
  readonly followed: FollowedCall | undefined;
}

/** The record of a call that has begun. */
export function pendingRecord({ id, given }: StartedCall): LlmCallRecord {
  return Object.assign(given, { id, status: LlmCallStatus.PENDING });
}
