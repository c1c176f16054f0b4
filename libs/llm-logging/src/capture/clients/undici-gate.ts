import { putBefore } from '../own-member.js';
import type { ClientExchange } from './client-exchange.js';

/** What of a request of undici the gate looks at and changes. */
export interface GatedUndiciRequest {
  body?: unknown;
  contentLength?: unknown;
  /** With it a request is aborted before anything of it is sent. */
  error?: unknown;
  onError?: unknown;
  onResponseError?: unknown;
}

/** A stream is one, too. */
type Body = AsyncIterable<unknown> & {
  off?(...args: unknown[]): unknown;
  destroy?(): unknown;
};

/**
 * Lets a request of undici be sent only once budgets let it through. Undici reads an iterable body piece by piece, and sends nothing
 * before the first: a body whose first piece waits for the budgets is a request that waits. One that they refuse fails with their error.
 */
export function gateUndiciRequest(request: GatedUndiciRequest, exchange: ClientExchange): void {
  const { body } = request;
  if (body instanceof Uint8Array) gateBytes(request, body, exchange);
  else if (isAsyncIterable(body)) gatePieces(request, body, exchange);
  // A body that undici reads in another way, such as a form, cannot wait.
  else exchange.admitNow((error) => (request.error = error));
}

function gateBytes(request: GatedUndiciRequest, body: Uint8Array, exchange: ClientExchange): void {
  const admitted = exchange.admit(body);
  if (admitted === undefined) return;
  // It may be refused before it is read.
  admitted.catch(() => undefined);
  request.contentLength ??= body.byteLength;
  const pieces = async function* (): AsyncGenerator<unknown> {
    await admitted;
    yield body;
  };
  // Nothing but iterable: what else a generator is, undici might take it for.
  request.body = { [Symbol.asyncIterator]: pieces };
}

function gatePieces(request: GatedUndiciRequest, body: Body, exchange: ClientExchange): void {
  const pieces = async function* (): AsyncGenerator<unknown> {
    const read: unknown[] = [];
    for await (const piece of body) read.push(piece);
    await exchange.admit(Buffer.concat(read.map(bytesOf)));
    yield* read;
  };
  // Of a stream undici takes its listeners back, and destroys it when the request fails.
  const off = (...args: unknown[]): unknown => body.off?.(...args);
  for (const name of ['onError', 'onResponseError'] as const) putBefore(request, name, () => void body.destroy?.());
  request.body = { [Symbol.asyncIterator]: pieces, off };
}

function bytesOf(piece: unknown): Buffer {
  if (typeof piece === 'string') return Buffer.from(piece);
  return ArrayBuffer.isView(piece) ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength) : Buffer.alloc(0);
}

function isAsyncIterable(body: unknown): body is Body {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
