import type { Scope, StatsFilters } from '../question/stats-filters.js';
import type { Interval } from '../question/periods.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import { costStats, type CostStats } from './cost-stats.js';
import { errorRates, type ErrorRates } from './error-rates.js';
import { compareModels, type ModelComparison } from './model-comparison.js';
import { comparePeriods, type PeriodComparison } from './period-comparison.js';
import { timeSeries, type TimeSeriesPoint } from './time-series.js';
import type { OriginStats } from './group-stats.js';
import { scopeOf } from '../question/stats-filters.js';

export interface ProfileQuery extends Omit<StatsFilters, 'userId'> {
  /** Of the trend. Default `day`. */
  interval?: Interval;
  timeZone?: string;
}

/** What there is to say of one user, or of one company. */
export interface Profile {
  /** By type, model and provider. */
  cost: CostStats;
  /** Beside the equally long time before. */
  comparison: PeriodComparison;
  /** Costliest first. */
  models: ModelComparison[];
  /** Costliest first; null where calls are too many to read within 15 s. */
  origins: OriginStats[] | null;
  errors: ErrorRates;
  series: TimeSeriesPoint[];
}

/** All of it but the origins, which only rows have. */
export async function profile(
  reader: RollupReader,
  { interval = 'day', timeZone, ...filters }: ProfileQuery & StatsFilters,
): Promise<Omit<Profile, 'origins'>> {
  const scope: Scope = scopeOf(filters, reader.timeZone);
  return {
    cost: await costStats(reader, scope),
    comparison: await comparePeriods(reader, scope),
    models: (await compareModels(reader, scope)).sort((a, b) => b.totalCost - a.totalCost),
    errors: await errorRates(reader, filters),
    series: await timeSeries(reader, { ...filters, interval, timeZone }),
  };
}
