import { COSTS_FILTERS, STATISTICS_FILTERS } from 'llm-exchange/call';
import { ERROR_DIMENSIONS, type ErrorRatesQuery } from '../../stats/answers/error-rates.js';
import { INTERVALS, type Interval } from '../../stats/question/periods.js';
import { COLUMN_OF_DIMENSION, RANKINGS, type Ranking, type StatsDimension } from '../../rollups/plan/question.js';
import { queryWith } from '../requests/filters-query.js';
import {
  CallTypes,
  FlagOr,
  IsoDate,
  NumberFrom,
  OneOf,
  SomeOf,
  TimeZone,
  WholeNumberFrom,
} from '../requests/query-values.js';

type StatisticsFilter = (typeof STATISTICS_FILTERS)[number];

/** The filters of statistics, but those that an answer's own question leaves no choice of. */
function filtersBut<But extends StatisticsFilter>(...but: But[]) {
  const left = STATISTICS_FILTERS.filter((name): name is Exclude<StatisticsFilter, But> => !but.includes(name as But));
  return queryWith(left);
}

/** Filters with the time that an answer covers. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- TypeScript wants it of what a mixin extends
function overTime<Filters extends new (...args: any[]) => object>(Base: Filters) {
  class OverTime extends Base {
    @NumberFrom(1, 3_660)
    days?: number;

    @IsoDate()
    startDate?: string;

    @IsoDate()
    endDate?: string;
  }
  return OverTime;
}

/** Query of `GET stats/performance`: calls of every state count. */
export class CostQuery extends overTime(filtersBut('status')) {}

/** Query of `GET stats/cost`: the filters of a list, but those of texts. */
export class ListCostQuery extends overTime(queryWith(COSTS_FILTERS)) {}

/** Every filter: the query of `GET stats/models`, `stats/comparison`, `stats/unpriced` and `facets`. */
export class FilteredQuery extends overTime(filtersBut()) {}

/** Query of `GET stats/timeseries`. */
export class TimeSeriesQuery extends FilteredQuery {
  @OneOf(INTERVALS, 'day')
  interval: Interval = 'day';

  @TimeZone()
  timeZone?: string;

  @OneOf(Object.keys(COLUMN_OF_DIMENSION))
  groupBy?: StatsDimension;

  @OneOf(RANKINGS, 'calls')
  by?: Ranking;

  @WholeNumberFrom(1, 100, 100)
  limit?: number;

  @FlagOr('latency')
  percentiles?: boolean | 'latency';
}

/** Query of `GET stats/users` and `stats/companies`. */
export class TopQuery extends FilteredQuery {
  @OneOf(RANKINGS, 'cost')
  by?: Ranking;

  @WholeNumberFrom(1, 1_000, 10)
  limit?: number;
}

/** Query of `GET stats/origins`, `stats/prompts` and `stats/releases`. */
export class GroupsQuery extends FilteredQuery {
  @OneOf(RANKINGS, 'cost')
  by?: Ranking;

  @WholeNumberFrom(1, 1_000, 100)
  limit?: number;
}

/** Query of `GET users/:userId` and `companies/:companyId`: the path says whose. */
export class ProfileQuery extends overTime(filtersBut('userId')) {
  @OneOf(INTERVALS, 'day')
  interval?: Interval;

  @TimeZone()
  timeZone?: string;
}

/** Query of `GET export/summary`. */
export class SummaryQuery extends FilteredQuery {
  @SomeOf(Object.keys(COLUMN_OF_DIMENSION))
  groupBy?: StatsDimension[];

  @OneOf(INTERVALS)
  interval?: Interval;

  @TimeZone()
  timeZone?: string;

  @OneOf(['csv', 'json'], 'csv')
  format?: 'csv' | 'json';
}

/** Query of `GET stats/errors`. */
export class ErrorsQuery extends FilteredQuery {
  @OneOf(ERROR_DIMENSIONS, 'callType')
  groupBy?: ErrorRatesQuery['groupBy'];

  @WholeNumberFrom(0, 100, 10)
  messages?: number;
}

/** Query of `GET stats/rag`. */
export class RagQuery extends overTime(filtersBut('callType', 'status')) {
  @CallTypes()
  steps?: string[];

  @WholeNumberFrom(0, 100, 20)
  limit?: number;
}

/** Query of `GET stats/projection`: the month is this one. */
export class ProjectionQuery extends filtersBut() {
  @TimeZone()
  timeZone?: string;
}
