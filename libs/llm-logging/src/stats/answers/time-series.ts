import { LlmQueryError } from '../../errors.js';
import { columnOf, type Ranking, type StatsDimension, type RollupQuestion } from '../../rollups/plan/question.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import { ADDED_NAMES } from '../../rollups/schema/measures.js';
import { checkLimit } from '../question/check-limit.js';
import { boundariesOf, type Interval } from '../question/periods.js';
import { checkRanking } from '../question/ranking.js';
import { scopeOf, type StatsFilters } from '../question/stats-filters.js';
import { readGroups } from './time-series-groups.js';
import { readSeries, seriesOf, type Percentiles, type TimeSeriesTotals } from './time-series-rows.js';

export interface TimeSeriesQuery extends StatsFilters {
  /** Length of a period. Weeks begin on Monday. */
  interval: Interval;
  /** IANA name, such as `Europe/Berlin`: where days begin. Default: the option `timeZone`, else UTC. */
  timeZone?: string;
  /** Adds `groups` to each point. */
  groupBy?: StatsDimension;
  /** By what the names are chosen that stand for themselves. Default `calls`. */
  by?: Ranking;
  /** How many these are at most, 1 to 100, default 100. The calls of others are joined under `other`. */
  limit?: number;
  /** `true` adds percentiles of latency and first token to each point and group, `latency` those of latency alone, in less time. */
  percentiles?: boolean | 'latency';
}

/** One period. The first and the last count only what is within the range asked for. Without calls all is 0, or null for rates and averages. */
export interface TimeSeriesPoint extends TimeSeriesTotals {
  start: Date;
  /** Start of the next. */
  end: Date;
  /**
   * By name; only with `groupBy`: every name of the range in each point. The percentiles of companies or users under `other` are null,
   * as `other` is what those with names leave of all.
   */
  groups?: Record<string, TimeSeriesTotals>;
}

const MAX_GROUPS = 100;

/** @throws LlmQueryError */
export async function timeSeries(reader: RollupReader, query: TimeSeriesQuery): Promise<TimeSeriesPoint[]> {
  const {
    interval,
    timeZone = reader.timeZone,
    groupBy,
    by = 'calls',
    limit = MAX_GROUPS,
    percentiles = false,
    ...rest
  } = query;
  checkRanking(by);
  checkPercentiles(percentiles);
  checkLimit('limit', limit, 1, MAX_GROUPS);
  const { time, filters } = scopeOf(rest, reader.timeZone);
  const until = rest.endDate === undefined ? Math.max(Date.now(), time.from + 1) : time.to;
  const boundaries = await boundariesOf(reader.query, { from: time.from, to: until }, interval, timeZone);
  const to = rest.endDate === undefined ? boundaries.at(-1)!.getTime() : time.to;
  const question: RollupQuestion = {
    time: { from: time.from, to },
    filters,
    boundaries,
    groupBy: [],
    measures: ADDED_NAMES,
  };
  const groups =
    groupBy === undefined
      ? undefined
      : await readGroups(reader, question, { column: columnOf('groupBy', groupBy), by, limit, percentiles });
  const inAll = groups?.inAll ?? seriesOf(await readSeries(reader, question, percentiles));
  return boundaries.slice(0, -1).map((start, index) => ({
    start,
    end: boundaries[index + 1]!,
    ...inAll(index + 1),
    ...(groups === undefined ? {} : { groups: groups.byName(index + 1) }),
  }));
}

function checkPercentiles(percentiles: Percentiles): void {
  if (typeof percentiles !== 'boolean' && percentiles !== 'latency')
    throw new LlmQueryError('percentiles', 'must be true, false or latency');
}
