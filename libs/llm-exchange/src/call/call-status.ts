/**
 * The states of a call. It starts as `pending` and ends once, in the first final state that is reported;
 * a `timeout` may still be replaced, by the real outcome when that arrives late, and any state by that of a further attempt.
 */
export enum LlmCallStatus {
  PENDING = 'pending',
  SUCCESS = 'success',
  ERROR = 'error',
  TIMEOUT = 'timeout',
  CANCELLED = 'cancelled',
}

/** How an event of a call reports its end. */
interface CallEnd {
  readonly status: LlmCallStatus;
  /** Times the provider was asked; absent for once. */
  readonly attempts?: number;
}

/**
 * Whether a call known as `older` takes the outcome of `newer`: also the one of a further attempt. The upsert in `storage/` says
 * the same in SQL.
 */
export function takesOutcome(older: CallEnd, newer: CallEnd): boolean {
  if (newer.status === LlmCallStatus.PENDING) return false;
  if (older.status === LlmCallStatus.PENDING) return true;
  if (older.status === LlmCallStatus.TIMEOUT && newer.status !== LlmCallStatus.TIMEOUT) return true;
  return (newer.attempts ?? 1) > (older.attempts ?? 1);
}
