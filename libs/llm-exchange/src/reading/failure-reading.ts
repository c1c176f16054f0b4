import { attempt, isObject, object, objects, text, type Json } from './json-reading.js';

/** What a provider says of a request that failed. */
export interface LlmExchangeError {
  message: string;
  /** The provider's class of error: `invalid_request_error`, `NOT_FOUND`. */
  type?: string;
  /** The provider's code. */
  code?: string;
  /** How long the provider asks to wait, in ms. */
  retryAfterMs?: number;
}

/** Reads the error of a body or of a stream's event, whatever the status; null where there is none. */
export function readError(body: Json): LlmExchangeError | null {
  const error = body['error'] ?? errorWithin(body) ?? errorInChoice(body);
  if (typeof error === 'string')
    return error === ''
      ? null
      : ofObject({ ...body, message: error, type: body['type'] === 'error' ? undefined : body['type'] });
  if (isObject(error)) return ofObject(error);
  if (text(body['message']) === null) return null;
  if (body['type'] === 'error') return ofObject({ ...body, type: undefined });
  return body['object'] === 'error' ? ofObject(body) : null;
}

/** As {@link readError}, for an answer that failed by its status: some say no more than a message. */
export function readFailedAnswer(status: number, body: unknown, raw: string | undefined): LlmExchangeError {
  const [first] = objects(Array.isArray(body) ? body : object(body)?.['errors']);
  const known = first ?? object(body);
  const error = known && (readError(known) ?? (hasMessage(known) ? ofObject(known) : null));
  return error ?? { message: shortened(raw) ?? `HTTP ${status}` };
}

/** Where events of OpenAI's Responses, of its Realtime and of Cohere hold it. */
function errorWithin(body: Json): unknown {
  const response = object(body['response']);
  return response?.['error'] ?? object(response?.['status_details'])?.['error'] ?? object(body['delta'])?.['error'];
}

function errorInChoice(body: Json): unknown {
  return objects(body['choices']).find((choice) => isObject(choice['error']))?.['error'];
}

function hasMessage(body: Json): boolean {
  return ['message', 'Message', 'detail'].some((name) => body[name] !== undefined);
}

function ofObject(error: Json): LlmExchangeError {
  const said = text(error['message'] ?? error['Message'] ?? error['detail']);
  const message = said ?? attempt(() => JSON.stringify(error)) ?? 'an error that cannot be read';
  const read: LlmExchangeError = { message };
  const type = text(error['type']) ?? text(error['status']) ?? text(error['__type']);
  const code = error['code'];
  if (type !== null) read.type = type;
  if (typeof code === 'string' || typeof code === 'number') read.code = String(code);
  const delay = objects(error['details']).map(({ retryDelay }) => /^([\d.]+)s$/.exec(text(retryDelay) ?? '')?.[1]);
  const seconds = delay.find((value) => value !== undefined);
  if (seconds !== undefined) read.retryAfterMs = Math.round(Number(seconds) * 1_000);
  return read;
}

function shortened(raw: string | undefined): string | null {
  const line = raw?.trim();
  return line ? line.slice(0, 2_000) : null;
}
