/** What became of what others sent since the start. */
export class IngestCounters {
  /** Requests that were taken. */
  requests = 0;
  /** Requests that were refused: token, size, form. */
  refusedRequests = 0;
  /** Spans and entries that are rows, or fill in one. */
  recorded = 0;
  /** Spans that repeat the call of another one, which has its row. */
  repeated = 0;
  /** Spans that are no call, agent, tool, retrieval or step, and spans that came from a log like this one. */
  ignoredSpans = 0;
  /** Spans and entries that are broken: without valid ids, or no object. */
  rejected = 0;
  /** Requests of logs and metrics, which are not read. */
  ignoredRequests = 0;
  /** Traces of which was not known what is stored already, as the database was away: what belongs together there may not be joined. */
  unlinkedTraces = 0;
}
