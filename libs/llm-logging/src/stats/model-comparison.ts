import type { StatsFilters } from './stats-filters.js';
import type { LatencyPercentiles, UsageTotals } from './usage-totals.js';

/** Give a `callType` to compare like with like. */
export type CompareModelsQuery = StatsFilters;

export interface ModelComparison extends UsageTotals, LatencyPercentiles {
  model: string;
  provider: string;
  /** USD per call whose price is known; null without such calls. */
  costPerCall: number | null;
  promptTokensPerCall: number | null;
  completionTokensPerCall: number | null;
}
