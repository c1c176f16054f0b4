import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Duplex } from 'node:stream';
import { fetchedAt } from 'llm-exchange/exchange';
import { ClientExchange, type ClientTools } from './client-exchange.js';
import { putBefore } from '../own-member.js';
import { gateUndiciRequest, type GatedUndiciRequest } from './undici-gate.js';
import { observeWebSocket } from './web-socket/observed-web-socket.js';
import { isReadable } from './web-socket/socket-calls.js';

/** The request in the messages of undici's channels, in the versions that are around. */
interface UndiciRequest extends GatedUndiciRequest {
  readonly origin?: unknown;
  readonly path?: unknown;
  readonly method?: unknown;
  readonly headers?: unknown;
  readonly upgrade?: unknown;
  onBodySent?: unknown;
  onData?: unknown;
  onUpgrade?: unknown;
  onRequestUpgrade?: unknown;
}

interface UndiciMessage {
  readonly request: UndiciRequest;
  readonly response?: { readonly statusCode: number; readonly headers: readonly unknown[] };
  readonly chunk?: unknown;
  readonly error?: unknown;
}

/**
 * Sees what undici sends: Node's own, which is below the global `fetch`, and an installed one, with `fetch`, `request`, `stream` and
 * clients of one's own. Its channels report everything but, in versions before 7.11, the bodies: these pass through methods of the
 * request that the channels give, which is looked at on the way.
 */
export class UndiciClients {
  readonly #seen = new WeakMap<object, { exchange: ClientExchange; hasMethods: boolean }>();
  readonly #listeners: readonly (readonly [string, (message: UndiciMessage) => void])[] = [
    ['undici:request:create', ({ request }) => this.tools.quietly(() => this.#created(request))],
    ['undici:request:bodySent', ({ request }) => this.#seen.get(request)?.exchange.asked()],
    ['undici:request:headers', ({ request, response }) => this.#answered(request, response!)],
    ['undici:request:trailers', ({ request }) => this.#seen.get(request)?.exchange.end()],
    ['undici:request:error', ({ request, error }) => this.#seen.get(request)?.exchange.fail(error)],
    ['undici:request:bodyChunkSent', ({ request, chunk }) => this.#withoutMethods(request)?.ask(chunk)],
    ['undici:request:bodyChunkReceived', ({ request, chunk }) => this.#withoutMethods(request)?.answer(chunk)],
  ];

  constructor(private readonly tools: ClientTools) {}

  start(): void {
    for (const [channel, listener] of this.#listeners) subscribe(channel, listener as (message: unknown) => void);
  }

  stop(): void {
    for (const [channel, listener] of this.#listeners) unsubscribe(channel, listener as (message: unknown) => void);
  }

  #created(request: UndiciRequest): void {
    const { exchanges } = this.tools;
    if (request.upgrade === 'websocket') return this.#createdSocket(request);
    const isGet = request.method === 'GET';
    if ((!isGet && request.method !== 'POST') || request.upgrade || exchanges.observed !== undefined) return;
    const address = `${String(request.origin)}${String(request.path)}`;
    if (!URL.canParse(address)) return;
    const url = new URL(address);
    if (!exchanges.isKnown(url) || (isGet && fetchedAt(url) === undefined)) return;
    const header = (name: string): string | null => headerIn(request.headers, name);
    const exchange = new ClientExchange(
      { url, isGet, header, via: 'client', startedAt: new Date(), clock: performance.now() },
      this.tools,
    );
    const hasMethods = typeof request.onData === 'function' && typeof request.onBodySent === 'function';
    if (hasMethods) {
      putBefore(request, 'onBodySent', (piece) => exchange.ask(piece));
      putBefore(request, 'onData', (piece) => exchange.answer(piece));
    }
    this.#seen.set(request, { exchange, hasMethods });
    if (exchange.isGated) gateUndiciRequest(request, exchange);
  }

  #createdSocket(request: UndiciRequest): void {
    const address = `${String(request.origin)}${String(request.path)}`;
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url === undefined || !this.tools.exchanges.isKnown(url) || !isReadable(url)) return;
    const context = this.tools.contexts.current();
    const see = (_status: unknown, headers: unknown, socket: unknown): void =>
      this.tools.quietly(() => {
        const extensions = headerIn(headers, 'sec-websocket-extensions');
        if (socket instanceof Duplex) observeWebSocket({ url, socket, extensions, context }, this.tools);
      });
    for (const name of ['onUpgrade', 'onRequestUpgrade'] as const) putBefore(request, name, see);
  }

  #answered(request: UndiciRequest, { statusCode: status, headers }: NonNullable<UndiciMessage['response']>): void {
    this.#seen.get(request)?.exchange.answered({ status, header: (name) => headerIn(headers, name) });
  }

  #withoutMethods(request: UndiciRequest): ClientExchange | undefined {
    const seen = this.#seen.get(request);
    return seen?.hasMethods === false ? seen.exchange : undefined;
  }
}

/** Names and values in turn, as texts or bytes; or lines, as before undici 6. */
function headerIn(headers: unknown, name: string): string | null {
  if (typeof headers === 'string') return new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'im').exec(headers)?.[1] ?? null;
  if (!Array.isArray(headers)) return null;
  for (let at = 0; at + 1 < headers.length; at += 2)
    if (String(headers[at]).toLowerCase() === name) return String(headers[at + 1]);
  return null;
}
