/** Code of a {@link LateAnswerError}: a system code like those of Node, so that it counts as "no answer". */
const LATE_ANSWER = 'ELATEANSWER';
/** What `pg` says where the application limits the time of queries (`query_timeout`). It leaves the connection open. */
const PG_QUERY_TIMEOUT = 'Query read timeout';

/** A statement had no answer in its time, so its connection was closed: the network may have dropped it silently. */
export class LateAnswerError extends Error {
  readonly code = LATE_ANSWER;

  constructor(limitMs: number) {
    super(`The connection was closed, as a statement had no answer within ${limitMs} ms`);
  }
}

/** Whether a statement had no answer in the time that the client's side gives it. */
export function isLateAnswer(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return code === LATE_ANSWER || message === PG_QUERY_TIMEOUT;
}
