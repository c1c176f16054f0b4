import type { StatsFilters } from './stats-filters.js';

export interface ProjectedCostQuery extends Omit<StatsFilters, 'days' | 'startDate' | 'endDate'> {
  /** Where the month begins. Default `UTC`. */
  timeZone?: string;
}

/** Costs in USD. */
export interface ProjectedCost {
  /** Start of this month, and of the next. */
  start: Date;
  end: Date;
  costSoFar: number;
  /** What this month costs if the rest of it is like the last seven days. */
  projectedCost: number;
  /** Of the last seven days. */
  costPerDay: number;
  previousMonthCost: number;
}
