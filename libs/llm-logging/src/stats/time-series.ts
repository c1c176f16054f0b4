import type { StatsDimension, StatsFilters } from './stats-filters.js';
import type { LatencyPercentiles, UsageTotals } from './usage-totals.js';

export interface TimeSeriesQuery extends StatsFilters {
  /** Length of a period. Weeks begin on Monday. */
  interval: 'hour' | 'day' | 'week' | 'month';
  /** IANA name, such as `Europe/Berlin`: where days begin. Default `UTC`. */
  timeZone?: string;
  /** Adds `groups` to each point. */
  groupBy?: StatsDimension;
  /** `true` adds percentiles of latency and first token to each point and group. */
  percentiles?: boolean;
}

/** What one period, or one group of it, adds up to. */
export type TimeSeriesTotals = UsageTotals & Partial<LatencyPercentiles>;

/** One period. The first and the last count only what is within the range asked for. Without calls all is 0, or null for rates and averages. */
export interface TimeSeriesPoint extends TimeSeriesTotals {
  start: Date;
  /** Start of the next. */
  end: Date;
  /** By name; only with `groupBy`: every name of the range in each point. */
  groups?: Record<string, TimeSeriesTotals>;
}
