import type { IncomingMessage, ServerResponse } from 'node:http';
import { partialSuccess, statusMessage } from '../protobuf/answers.js';
import { Refusal } from './refusal.js';

export function isJson(request: IncomingMessage): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

const REJECTED = 'Spans without a valid trace id and span id are not taken.';

/** An OTLP answer in the request's own form (https://opentelemetry.io/docs/specs/otlp/#full-success-1). */
export function answerSuccess(request: IncomingMessage, response: ServerResponse, rejected: number): void {
  if (isJson(request)) {
    const partial = { partialSuccess: { rejectedSpans: String(rejected), errorMessage: REJECTED } };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(rejected === 0 ? {} : partial));
    return;
  }
  const body = rejected === 0 ? Buffer.alloc(0) : partialSuccess(rejected, REJECTED);
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(body);
}

/** What went wrong, as a `google.rpc.Status`; a fault of our own says nothing of itself, and asks to try again. */
export function answerRefusal(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const refusal = error instanceof Refusal ? error : new Refusal(503, 'The log could not take this: try again.', 5);
  const { status, message, retryAfterSeconds } = refusal;
  const isProtobuf = /protobuf/i.test(request.headers['content-type'] ?? '');
  response.writeHead(status, {
    'content-type': isProtobuf ? 'application/x-protobuf' : 'application/json',
    // What is left of the body is not read.
    connection: 'close',
    ...(status === 401 && { 'www-authenticate': 'Bearer realm="llm-ingest"' }),
    ...(status === 405 && { allow: 'POST' }),
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
  });
  response.end(isProtobuf ? statusMessage(message) : JSON.stringify({ message }));
  request.resume();
}
