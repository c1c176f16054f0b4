import { fetchedAt } from 'llm-exchange/exchange';
import type { Json } from 'llm-exchange/reading';

type Input = Parameters<typeof globalThis.fetch>[0];
type Init = Parameters<typeof globalThis.fetch>[1];

/** What is about to be sent, read without touching it. */
export interface OutgoingRequest {
  readonly url: URL;
  /** Nothing is asked of a model: what it answered is got. */
  readonly isGet: boolean;
  /** The body as it was given; of a `Request` a copy. */
  readonly body: unknown;
  readonly signal: AbortSignal | null | undefined;
  header(name: string): string | null;
}

/** Undefined for what is no POST to an address, and gets nothing that a model has answered. */
export function outgoingRequest(input: Input, init: Init): OutgoingRequest | undefined {
  const request = typeof Request === 'function' && input instanceof Request ? input : undefined;
  const method = init?.method ?? request?.method ?? 'GET';
  const isPost = method.toUpperCase() === 'POST';
  if (!isPost && method.toUpperCase() !== 'GET') return undefined;
  const address = request?.url ?? (input instanceof URL ? input.href : (input as string));
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!isPost && fetchedAt(url) === undefined) return undefined;
  const headers = init?.headers ?? request?.headers;
  return {
    url,
    isGet: !isPost,
    body: init?.body ?? copyOf(request),
    signal: init?.signal ?? request?.signal,
    header: (name) => new Headers(headers).get(name),
  };
}

function copyOf(request: Request | undefined): Request | undefined {
  return request === undefined || request.body === null || request.bodyUsed ? undefined : request.clone();
}

/** Bodies longer than this are not read: what they ask is left out. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** The body's text, at once where it is there; undefined for one that only sending it could read. */
export function bodyText(body: unknown): string | Promise<string> | undefined {
  if (typeof body === 'string') return body.length > MAX_BODY_BYTES ? undefined : body;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body))
    return body.byteLength > MAX_BODY_BYTES ? undefined : new TextDecoder().decode(body as Uint8Array);
  return typeof Request === 'function' && body instanceof Request ? body.text() : undefined;
}

/** The fields of a form, files described: how transcriptions and image edits are asked for. */
export function formFields(body: unknown): Json | undefined {
  if (!(body instanceof FormData)) return undefined;
  const fields: Json = {};
  for (const [name, value] of body.entries()) {
    fields[name] = typeof value === 'string' ? value : `[${value.type || 'file'} ${value.name}, ${value.size} bytes]`;
  }
  return fields;
}
