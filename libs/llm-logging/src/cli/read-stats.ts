import type { CostStats } from '../stats/answers/cost-stats.js';
import type { ErrorRates } from '../stats/answers/error-rates.js';
import type { LlmStatsService } from '../stats/llm-stats.service.js';
import type { ModelComparison } from '../stats/answers/model-comparison.js';
import type { PerformanceStats } from '../stats/answers/performance-stats.js';
import type { StatsFilters } from '../stats/question/stats-filters.js';
import { rangeOf } from '../stats/question/stats-range.js';
import type { TimeSeriesPoint, TimeSeriesQuery } from '../stats/answers/time-series.js';
import type { TopCompany, TopUser } from '../stats/answers/top-users.js';

export interface StatsQuestion {
  readonly filters: StatsFilters;
  /** Entries of each list. */
  readonly top: number;
  /** Where days begin. */
  readonly timeZone: string;
}

export interface StatsAnswer {
  /** Where days begin. */
  readonly timeZone: string;
  readonly from: Date;
  readonly to: Date;
  readonly interval: TimeSeriesQuery['interval'];
  readonly cost: CostStats;
  readonly performance: PerformanceStats;
  readonly timeSeries: TimeSeriesPoint[];
  readonly models: ModelComparison[];
  readonly users: TopUser[];
  readonly companies: TopCompany[];
  readonly errors: ErrorRates;
}

const DAY_MS = 86_400_000;

/** All that the command prints, about one time. */
export async function readStats(
  stats: LlmStatsService,
  { filters, top, timeZone }: StatsQuestion,
): Promise<StatsAnswer> {
  const { from, to } = rangeOf(filters, timeZone);
  const now = Math.max(Math.min(to, Date.now()), from + 1);
  const { days: _days, ...rest } = filters;
  // One time for all, though it passes while they are asked.
  const query = { ...rest, startDate: new Date(from), endDate: filters.endDate };
  const interval = intervalOf(now - from);
  return {
    timeZone,
    from: new Date(from),
    to: new Date(now),
    interval,
    cost: await stats.getCostStats(query),
    performance: await stats.getPerformanceStats(query),
    timeSeries: await stats.getTimeSeries({ ...query, interval, timeZone }),
    models: (await stats.compareModels(query)).slice(0, top),
    users: await stats.getTopUsers({ ...query, limit: top }),
    companies: await stats.getTopCompanies({ ...query, limit: top }),
    errors: await stats.getErrorRates({ ...query, messages: top }),
  };
}

/** So that there are bars, but not many. */
function intervalOf(ms: number): TimeSeriesQuery['interval'] {
  if (ms <= 2 * DAY_MS) return 'hour';
  if (ms <= 45 * DAY_MS) return 'day';
  return ms <= 400 * DAY_MS ? 'week' : 'month';
}
