import { CallFiltersQuery } from '../calls/calls.query.js';
import { Text } from '../requests/query-values.js';

/** Query of `GET live`. */
export class LiveQuery extends CallFiltersQuery {
  /** As the header `Last-Event-ID`, which a page can set only by losing its connection. */
  @Text()
  lastEventId?: string;
}
