import { IsIn, IsOptional, IsTimeZone } from 'class-validator';
import { LlmCallStatus } from '../call/call-status.js';
import { INTERVALS, type Interval } from '../stats/periods.js';
import type { StatsDimension } from '../stats/stats-filters.js';
import { COLUMN_OF_DIMENSION } from '../stats/sums-question.js';
import { CallTypes, Flag, IsoDate, List, NumberFrom, Text, Texts, WholeNumberFrom } from './query-values.js';

const STATUSES = Object.values(LlmCallStatus);

/** Query of `GET stats/performance`. */
export class PerformanceQuery {
  @Texts()
  provider?: string[];

  @Texts()
  model?: string[];

  @CallTypes()
  callType?: string[];

  @Text()
  companyId?: string;

  @NumberFrom(1, 3_660)
  days?: number;

  @IsoDate()
  startDate?: string;

  @IsoDate()
  endDate?: string;
}

/** Query of `GET stats/cost`. */
export class CostQuery extends PerformanceQuery {
  @Text()
  userId?: string;
}

/** Query of `GET stats/models`. */
export class FilteredQuery extends CostQuery {
  @IsOptional()
  @List()
  @IsIn(STATUSES, { each: true, message: `status must be one of ${STATUSES.join(', ')}` })
  status?: LlmCallStatus[];

  @Texts()
  tags?: string[];
}

/** Query of `GET stats/timeseries`. */
export class TimeSeriesQuery extends FilteredQuery {
  @IsIn(INTERVALS)
  interval: Interval = 'day';

  @IsOptional()
  @IsTimeZone()
  timeZone?: string;

  @IsOptional()
  @IsIn(Object.keys(COLUMN_OF_DIMENSION))
  groupBy?: StatsDimension;

  @Flag()
  percentiles?: boolean;
}

/** Query of `GET stats/users`. */
export class TopUsersQuery extends FilteredQuery {
  @IsOptional()
  @IsIn(['cost', 'calls'])
  by?: 'cost' | 'calls';

  @WholeNumberFrom(1, 1_000)
  limit?: number;
}

/** Query of `GET stats/errors`. */
export class ErrorsQuery extends FilteredQuery {
  @IsOptional()
  @IsIn(['callType', 'model', 'provider'])
  groupBy?: 'callType' | 'model' | 'provider';

  @WholeNumberFrom(0, 100)
  messages?: number;
}

/** Query of `GET stats/rag`. */
export class RagQuery {
  @CallTypes()
  steps?: string[];

  @Texts()
  provider?: string[];

  @Texts()
  model?: string[];

  @Text()
  companyId?: string;

  @Text()
  userId?: string;

  @Texts()
  tags?: string[];

  @NumberFrom(1, 3_660)
  days?: number;

  @IsoDate()
  startDate?: string;

  @IsoDate()
  endDate?: string;

  @WholeNumberFrom(0, 100)
  limit?: number;
}
