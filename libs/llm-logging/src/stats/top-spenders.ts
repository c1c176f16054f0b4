import type { StatsFilters } from './stats-filters.js';
import type { CostTotals } from './cost-stats.js';

export interface TopQuery extends StatsFilters {
  /** Default `cost`. */
  by?: 'cost' | 'calls';
  /** 1 to 1000, default 10. */
  limit?: number;
}

export interface TopTotals extends CostTotals {
  failedCalls: number;
}

export interface TopUser extends TopTotals {
  userId: string;
}

export interface TopCompany extends TopTotals {
  companyId: string;
}
