import type { Reservation } from '../../budgets/reservation.js';
import type { LlmCallVia } from 'llm-exchange/call';

/** A request that was sent, by whatever client. */
export interface SentRequest {
  readonly url: URL;
  /** Who noticed it. */
  readonly via: LlmCallVia;
  readonly startedAt: Date;
  /** On the clock of `performance.now()`. */
  readonly clock: number;
  /** What its sender can abort it by, where that is known. */
  readonly signal?: AbortSignal | null | undefined;
  /** What budgets have reserved for it. */
  readonly reservation?: Reservation | undefined;
  /** Nothing is asked of a model: what it answered, in the background or of a batch, is got. */
  readonly isGet?: boolean;
  header(name: string): string | null;
}
