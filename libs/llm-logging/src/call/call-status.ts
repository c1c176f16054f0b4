/**
 * The states of a call. It starts as `pending` and ends once, in the first final state that is told;
 * only a `timeout` may still be replaced, by the real outcome when that arrives late.
 */
export enum LlmCallStatus {
  PENDING = 'pending',
  SUCCESS = 'success',
  ERROR = 'error',
  TIMEOUT = 'timeout',
  CANCELLED = 'cancelled',
}

/** Whether a call in state `from` takes the outcome `to`. The upsert in `storage/` says the same in SQL. */
export function takesOutcome(from: LlmCallStatus, to: LlmCallStatus): boolean {
  if (to === LlmCallStatus.PENDING) return false;
  if (from === LlmCallStatus.PENDING) return true;
  return from === LlmCallStatus.TIMEOUT && to !== LlmCallStatus.TIMEOUT;
}
