import { CallTypes, IsoDate, NumberFrom, Text, Texts } from './query-values.js';

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
