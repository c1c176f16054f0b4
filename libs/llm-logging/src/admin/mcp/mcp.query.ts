import { CallFiltersQuery } from '../calls/calls.query.js';
import { CallId, OneOf, Text, WholeNumberFrom } from '../requests/query-values.js';

/** What an assistant asks for is read by it: pages are short. */
export class FindCallsQuery extends CallFiltersQuery {
  @Text()
  search?: string;

  @WholeNumberFrom(1, 50, 20)
  limit?: number;

  @Text()
  cursor?: string;
}

export class OneCallQuery {
  @CallId()
  id?: string;
}

export class TraceQuery {
  @Text()
  traceId?: string;
}

export class TopCallsQuery extends CallFiltersQuery {
  @OneOf(['latency', 'cost'], 'latency')
  by?: 'latency' | 'cost';

  @WholeNumberFrom(1, 50, 10)
  limit?: number;
}
