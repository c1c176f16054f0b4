import type { UsageTotals } from './usage-totals.js';

/** Of a session's or a trace's calls that are stored. */
export interface CallTotals extends UsageTotals {
  /** Null without calls. */
  firstCallAt: Date | null;
  lastCallAt: Date | null;
  /** Distinct traces. */
  traces: number;
}
