import { CALL_SORTS, SORT_ORDERS, type LlmCallSort, type LlmSortOrder } from '../../storage/filters/call-order.js';
import type { LlmCallStatus } from 'llm-exchange/call';
import { MAX_COST, MAX_LATENCY_MS, type LlmCallFilters } from '../../storage/filters/call-filters.js';
import { EXPORT_COLUMNS, EXPORT_FORMATS, type LlmExportFormat } from '../../calls/export-calls.js';
import { OriginFilters } from '../requests/origin-filters.query.js';
import {
  CallId,
  CallTypes,
  IsoDate,
  JsonObject,
  NumberFrom,
  OneOf,
  SomeOf,
  Statuses,
  Text,
  Texts,
  WholeNumberFrom,
} from '../requests/query-values.js';

/** The filters of {@link LlmCallFilters}, without the page's and `search`. */
export class CallFiltersQuery extends OriginFilters implements LlmCallFilters {
  @CallTypes()
  callType?: string[];

  @Statuses()
  status?: LlmCallStatus[];

  @Texts()
  provider?: string[];

  @Texts()
  model?: string[];

  @Texts()
  serviceTier?: string[];

  @Text()
  userId?: string;

  @Text()
  sessionId?: string;

  @Text()
  companyId?: string;

  @Text()
  reviewId?: string;

  @Text()
  taskId?: string;

  @Text()
  traceId?: string;

  @CallId()
  parentCallId?: string;

  @Texts()
  tags?: string[];

  @JsonObject()
  metadata?: Record<string, unknown>;

  @IsoDate()
  startDate?: string;

  @IsoDate()
  endDate?: string;

  @NumberFrom(0, MAX_COST)
  minCost?: number;

  @NumberFrom(0, MAX_LATENCY_MS)
  minLatencyMs?: number;
}

/** Query of `GET calls`. */
export class CallsQuery extends CallFiltersQuery {
  @Text()
  search?: string;

  @OneOf(CALL_SORTS, 'time')
  sort?: LlmCallSort;

  @OneOf(SORT_ORDERS, 'desc')
  order?: LlmSortOrder;

  @WholeNumberFrom(1, 500, 50)
  limit?: number;

  @Text()
  cursor?: string;
}

/** Query of `GET sessions/:sessionId`. */
export class SessionQuery {
  @WholeNumberFrom(1, 500, 50)
  limit?: number;

  @Text()
  cursor?: string;
}

/** Query of `GET compare`. */
export class CompareQuery {
  @CallId()
  a?: string;

  @CallId()
  b?: string;
}

/** Query of `GET export`. */
export class ExportQuery extends CallFiltersQuery {
  @Text()
  search?: string;

  @OneOf(EXPORT_FORMATS, 'ndjson')
  format?: LlmExportFormat;

  @SomeOf(EXPORT_COLUMNS)
  columns?: string[];
}
