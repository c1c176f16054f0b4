import type { LlmContext } from 'llm-exchange/call';
import { promptOfBaggage } from './prompt-of-headers.js';
import { parseTraceparent, toW3cTraceId } from './traceparent.js';

/** Headers of a request or message, lower-cased names, as Node, Kafka and others hand them over. */
export type IncomingHeaders = Readonly<Record<string, unknown>>;

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * The trace that a request or job belongs to, from the headers that {@link LlmContextService.headers} sends:
 * a valid `traceparent`, else `x-request-id` (1 to 128 printable ASCII characters), else none. Where the `traceparent`
 * was itself made from the `x-request-id`, the latter is the trace's own name. And the prompt that `baggage` names.
 *
 * @example
 * `@LlmContext((job) => contextFromHeaders(job.data.headers))`
 */
export function contextFromHeaders(headers: IncomingHeaders | undefined): Partial<LlmContext> {
  if (headers === undefined || headers === null) return {};
  return { ...traceOf(headers), ...promptOfBaggage(text(headers['baggage'])) };
}

function traceOf(headers: IncomingHeaders): Partial<LlmContext> {
  const parent = parseTraceparent(text(headers['traceparent']));
  const requestId = readRequestId(headers['x-request-id']);
  if (parent === undefined) return requestId === undefined ? {} : { traceId: requestId };
  if (requestId !== undefined && toW3cTraceId(requestId) === parent.traceId) return { traceId: requestId };
  return { traceId: parent.traceId };
}

function readRequestId(header: unknown): string | undefined {
  const id = text(header);
  return id !== undefined && REQUEST_ID.test(id) ? id : undefined;
}

/** Message brokers hand header values over as bytes. */
function text(header: unknown): string | undefined {
  if (typeof header === 'string') return header;
  return Buffer.isBuffer(header) && header.length <= 8_192 ? header.toString('utf8') : undefined;
}
