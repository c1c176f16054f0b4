import { LIST_FILTERS } from 'llm-exchange/call';
import { CALL_SORTS, SORT_ORDERS, type LlmCallSort, type LlmSortOrder } from '../../storage/filters/call-order.js';
import type { LlmCallFilters } from '../../storage/filters/call-filters.js';
import { EXPORT_COLUMNS, EXPORT_FORMATS, type LlmExportFormat } from '../../calls/export-calls.js';
import { queryWith } from '../requests/filters-query.js';
import { CallId, IsoDate, OneOf, SomeOf, Text, WholeNumberFrom } from '../requests/query-values.js';

/** The filters of {@link LlmCallFilters}, without the page's and `search`. */
export class CallFiltersQuery extends queryWith(LIST_FILTERS) implements LlmCallFilters {
  @IsoDate()
  startDate?: string;

  @IsoDate()
  endDate?: string;
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
