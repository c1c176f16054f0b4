import { LlmCallStatus } from 'llm-exchange/call';
import { LlmBudgetExceededError } from '../errors.js';
import { jsonText } from 'llm-exchange/privacy';

/** How a call failed, in the row's terms. */
export interface CallFailure {
  readonly status: LlmCallStatus.ERROR | LlmCallStatus.TIMEOUT | LlmCallStatus.CANCELLED;
  readonly errorMessage: string;
  readonly errorType?: string;
  readonly errorCode?: string;
}

/** Names and codes under which runtimes and SDKs report that time ran out. */
const TIMEOUTS =
  /^(TimeoutError|APIConnectionTimeoutError|APITimeoutError|RequestTimeoutError|ETIMEDOUT|ESOCKETTIMEDOUT|ECONNABORTED|UND_ERR_\w*TIMEOUT)$/;

/** … and that the caller gave up. */
const CANCELLATIONS = /^(AbortError|APIUserAbortError|CanceledError|CancelledError|ABORT_ERR|ERR_CANCELED)$/;

/** Error type of calls that a budget refused. */
const BUDGET_EXCEEDED = 'budget_exceeded';

type Loose = Record<string, unknown>;

/** Reads whatever was thrown: Error, SDK error with status and code, string, anything. Never throws. */
export function readFailure(error: unknown): CallFailure {
  try {
    return typeof error === 'object' && error !== null ? ofObject(error as Loose) : ofValue(error);
  } catch {
    return { status: LlmCallStatus.ERROR, errorMessage: 'An error that could not be read.' };
  }
}

function ofValue(error: unknown): CallFailure {
  return { status: LlmCallStatus.ERROR, errorMessage: typeof error === 'string' ? error : String(error) };
}

function ofObject(error: Loose): CallFailure {
  const message = typeof error['message'] === 'string' ? withCause(error['message'], error) : jsonText(error);
  return { status: statusOf(error), errorMessage: message, errorType: typeOf(error), errorCode: codeOf(error) };
}

/** `fetch failed` says nothing without its cause. */
function withCause(message: string, { cause }: Loose): string {
  return message === 'fetch failed' && cause instanceof Error && cause.message !== ''
    ? `${message}: ${cause.message}`
    : message;
}

function statusOf(error: Loose): CallFailure['status'] {
  const causes = [error, error['cause']].filter((cause): cause is Loose => typeof cause === 'object' && cause !== null);
  const names = causes.flatMap((cause) => [cause['name'], constructorName(cause), cause['code']]).filter(isText);
  if (names.some((name) => TIMEOUTS.test(name))) return LlmCallStatus.TIMEOUT;
  return names.some((name) => CANCELLATIONS.test(name)) ? LlmCallStatus.CANCELLED : LlmCallStatus.ERROR;
}

/** Many SDKs leave `name` at `Error`: only their classes differ. */
function typeOf(error: Loose): string | undefined {
  if (error instanceof LlmBudgetExceededError || error['cause'] instanceof LlmBudgetExceededError)
    return BUDGET_EXCEEDED;
  const { name } = error;
  if (isText(name) && name !== 'Error') return name;
  return constructorName(error) ?? (isText(name) ? name : undefined);
}

function codeOf(error: Loose): string | undefined {
  const response = error['response'] as Loose | undefined;
  const cause = error['cause'] as Loose | undefined;
  // Where the AWS SDK keeps the status of an answer.
  const metadata = error['$metadata'] as Loose | undefined;
  const codes = [
    ...[error['status'], error['statusCode'], response?.['status'], metadata?.['httpStatusCode']],
    ...[error['code'], cause?.['code']],
  ];
  const code = codes.find((value) => isText(value) || typeof value === 'number');
  return code === undefined ? undefined : String(code);
}

function constructorName(error: Loose): string | undefined {
  const name: unknown = error.constructor?.name;
  return isText(name) && name !== 'Object' ? name : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
