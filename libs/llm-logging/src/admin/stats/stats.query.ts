import type { LlmCallStatus } from 'llm-exchange/call';
import { ERROR_DIMENSIONS, type ErrorRatesQuery } from '../../stats/answers/error-rates.js';
import { INTERVALS, type Interval } from '../../stats/question/periods.js';
import { COLUMN_OF_DIMENSION, RANKINGS, type Ranking, type StatsDimension } from '../../rollups/plan/question.js';
import { OriginFilters } from '../requests/origin-filters.query.js';
import { MAX_COST, MAX_LATENCY_MS } from '../../storage/filters/call-filters.js';
import {
  CallTypes,
  FlagOr,
  IsoDate,
  NumberFrom,
  OneOf,
  SomeOf,
  Statuses,
  Text,
  Texts,
  TimeZone,
  WholeNumberFrom,
} from '../requests/query-values.js';

class ModelFilters extends OriginFilters {
  @Texts()
  provider?: string[];

  @Texts()
  model?: string[];

  @Text()
  companyId?: string;
}

class UserFilters extends ModelFilters {
  @Text()
  userId?: string;

  @Texts()
  tags?: string[];
}

class AllFilters extends UserFilters {
  @CallTypes()
  callType?: string[];

  @Statuses()
  status?: LlmCallStatus[];
}

/** Filters with the time that an answer covers. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- TypeScript wants it of what a mixin extends
function overTime<Filters extends new (...args: any[]) => ModelFilters>(Base: Filters) {
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

/** Query of `GET stats/performance`. */
export class CostQuery extends overTime(UserFilters) {
  @CallTypes()
  callType?: string[];
}

/** Query of `GET stats/cost`: the filters of a list, but those of texts. */
export class ListCostQuery extends overTime(AllFilters) {
  @Text()
  sessionId?: string;

  @Text()
  traceId?: string;

  @Text()
  taskId?: string;

  @Text()
  reviewId?: string;

  @NumberFrom(0, MAX_COST)
  minCost?: number;

  @NumberFrom(0, MAX_LATENCY_MS)
  minLatencyMs?: number;
}

/** Every filter: the query of `GET stats/models`, `stats/comparison`, `stats/unpriced` and `facets`. */
export class FilteredQuery extends overTime(AllFilters) {}

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
export class ProfileQuery extends overTime(ModelFilters) {
  @CallTypes()
  callType?: string[];

  @Statuses()
  status?: LlmCallStatus[];

  @Texts()
  tags?: string[];

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
export class RagQuery extends overTime(UserFilters) {
  @CallTypes()
  steps?: string[];

  @WholeNumberFrom(0, 100, 20)
  limit?: number;
}

/** Query of `GET stats/projection`: the month is this one. */
export class ProjectionQuery extends AllFilters {
  @TimeZone()
  timeZone?: string;
}
