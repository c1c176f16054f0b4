import type { ViewChange } from '../../view/view.js';

/** States of calls that count as failed. */
export const FAILED = ['error', 'timeout'];

/** Calls that took so long or longer; all where that is not known. */
export function slower(ms: number | null): ViewChange {
  return ms === null ? {} : { minLatencyMs: String(Math.floor(ms)) };
}
