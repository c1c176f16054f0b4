import type { StatsFilters } from '../stats/question/stats-filters.js';
import type { readOptions } from './arguments.js';
import { COMMON_FILTER_OPTIONS, commonFilters, numberOf } from './call-filter-options.js';
import { CliUsageError } from './command.js';
import { TIME_OPTIONS, timesOf } from './time-options.js';

export const STATS_OPTIONS = {
  ...COMMON_FILTER_OPTIONS,
  ...TIME_OPTIONS,
  days: { type: 'string' },
} as const;

/** @throws CliUsageError */
export function statsFilters(given: ReturnType<typeof readOptions<typeof STATS_OPTIONS>>): StatsFilters {
  if (given.days !== undefined && given.from !== undefined) throw new CliUsageError('Give --days or --from, not both.');
  if (given.days !== undefined && given.since !== undefined)
    throw new CliUsageError('Give --days or --since, not both.');
  const { from, to } = timesOf(given);
  return {
    ...commonFilters(given),
    days: numberOf('--days', given.days),
    startDate: from,
    endDate: to,
  };
}
