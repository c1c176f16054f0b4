import type { UsageTotals } from './usage-totals.js';

export interface ComparedPeriod extends UsageTotals {
  start: Date;
  end: Date;
}

/** A range and the equally long one before it. */
export interface PeriodComparison {
  current: ComparedPeriod;
  previous: ComparedPeriod;
  /** Relative change: 0.25 is a quarter more; null where there was nothing before. */
  change: Record<'totalCost' | 'totalCalls' | 'totalTokens' | 'failedCalls' | 'avgLatencyMs', number | null>;
}
