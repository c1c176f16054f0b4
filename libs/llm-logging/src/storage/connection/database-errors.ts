import { LlmDatabaseUnavailableError, LlmLoggingError } from '../../errors.js';
import { isLateAnswer } from './late-answer.js';

/** SQLSTATE of an insert for which `llm_calls` has no partition: a check violation, like others. */
const CHECK_VIOLATION = '23514';
/** SQLSTATE of a statement that `statement_timeout` ended. */
const QUERY_CANCELED = '57014';
const LOCK_NOT_AVAILABLE = '55P03';
const UNDEFINED_TABLE = '42P01';
const DEADLOCK = '40P01';
const INSUFFICIENT_PRIVILEGE = '42501';
/** SQLSTATEs of a server that was made read-only, or is shutting down or starting: another one may do the work by now. */
const STALE = ['25006', '57P01', '57P02', '57P03'];

/** The SQLSTATE or system code of an error from `pg`, TypeORM's wrapper around it or its cause. */
function errorCode(error: unknown): string | undefined {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string') return code;
  return driverError === undefined ? undefined : errorCode(driverError);
}

/** Whether the statement failed for want of a connection, room or time, so that it may succeed later. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof LlmLoggingError) return error instanceof LlmDatabaseUnavailableError;
  const code = errorCode(error);
  if (code === undefined)
    return /connect|terminat|timeout|timed out|ended/i.test(String((error as Error | undefined)?.message));
  return /^(08|25006|53|57|58|55P03|40|E[A-Z]{3,}|XX)/.test(code);
}

/** Data exceptions (22), violated constraints (23), a limit of the program (54): the content is to blame. */
export function refusesContent(error: unknown): boolean {
  return /^(22|23|54)/.test(errorCode(error) ?? '');
}

export function missesPartition(error: unknown): boolean {
  return errorCode(error) === CHECK_VIOLATION && /no partition/.test(String((error as Error).message));
}

/** Whether PostgreSQL ended the statement because it took too long. */
export function isTimeout(error: unknown): boolean {
  return codeOrCause(error) === QUERY_CANCELED;
}

/** Whether a statement took too long, by the word of PostgreSQL or by the clock of the client. */
export function tookTooLong(error: unknown): boolean {
  return isTimeout(error) || causesOf(error).some(isLateAnswer);
}

/** Whether the connection leads to a server that does not write any more: nothing was done, and a new one may lead elsewhere. */
export function isStaleConnection(error: unknown): boolean {
  return STALE.includes(codeOrCause(error) ?? '');
}

/** Whether a lock was not to be had because others work with the table. */
export function isLocked(error: unknown): boolean {
  return [LOCK_NOT_AVAILABLE, DEADLOCK].includes(codeOrCause(error) ?? '');
}

/** Whether a table that a statement names is not there. */
export function isMissingTable(error: unknown): boolean {
  return codeOrCause(error) === UNDEFINED_TABLE;
}

/** Whether the role lacks the right to do it. */
export function isNotAllowed(error: unknown): boolean {
  return codeOrCause(error) === INSUFFICIENT_PRIVILEGE;
}

/** The error, and what it came of. */
function causesOf(error: unknown): unknown[] {
  if (error === undefined || error === null) return [];
  const { cause, driverError } = error as { cause?: unknown; driverError?: unknown };
  return [error, ...causesOf(cause ?? driverError)];
}

function codeOrCause(error: unknown): string | undefined {
  const { cause } = (error ?? {}) as { cause?: unknown };
  return errorCode(error) ?? (cause === undefined ? undefined : codeOrCause(cause));
}
