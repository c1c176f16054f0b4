import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest, type IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { fetchedAt } from 'llm-exchange/exchange';
import type { SentRequest } from '../fetch/sent-request.js';
import { ClientExchange, type ClientTools } from './client-exchange.js';
import { headerText } from './header-text.js';
import { OutgoingBody } from './outgoing-body.js';
import { putBefore } from '../own-member.js';
import { ReplacedMember } from '../replaced-member.js';
import { observeWebSocket } from './web-socket/observed-web-socket.js';
import { isReadable } from './web-socket/socket-calls.js';

const RESPONSE = 'http.client.response.finish';
const ERROR = 'http.client.request.error';

/**
 * Sees what `node:http` and `node:https` send, which is most clients: axios, got, node-fetch, the AWS SDK. Node's channels report the
 * answer and of errors; the request's body is in none of them, so `write` and `end` are looked at.
 */
export class NodeHttpClients {
  /** Null: a request that is nobody's business. */
  readonly #seen = new WeakMap<ClientRequest, ObservedRequest | null>();
  readonly #members = (['write', 'end'] as const).map(
    (name) =>
      new ReplacedMember(ClientRequest.prototype, name, (next) => {
        const write = (request: ClientRequest, args: unknown[]): unknown => {
          const run = (): unknown => Reflect.apply(next, request, args as never[]);
          const seen = this.#seenOf(request);
          return seen === null ? run() : seen.body[name](args, run);
        };
        return function (this: unknown, ...args: unknown[]) {
          return write(this as ClientRequest, args);
        };
      }),
  );
  readonly #answered = (message: unknown): void => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    this.#seen.get(request)?.answered(response);
  };
  readonly #failed = (message: unknown): void => {
    const { request, error } = message as { request: ClientRequest; error: unknown };
    this.#seen.get(request)?.failed(error);
  };

  constructor(private readonly tools: ClientTools) {}

  start(): void {
    for (const member of this.#members) member.takePlace();
    subscribe(RESPONSE, this.#answered);
    subscribe(ERROR, this.#failed);
  }

  stop(): void {
    for (const member of this.#members) member.leave();
    unsubscribe(RESPONSE, this.#answered);
    unsubscribe(ERROR, this.#failed);
  }

  #seenOf(request: ClientRequest): ObservedRequest | null {
    let seen = this.#seen.get(request);
    if (seen === undefined) {
      this.tools.quietly(() => (seen = this.#look(request)));
      this.#seen.set(request, (seen ??= null));
    }
    return seen;
  }

  #look(request: ClientRequest): ObservedRequest | null {
    const { exchanges } = this.tools;
    if (request.method === 'GET') this.#lookForSocket(request);
    const isGet = request.method === 'GET';
    if ((!isGet && request.method !== 'POST') || exchanges.observed !== undefined) return null;
    const url = addressOf(request);
    if (url === undefined || !exchanges.isKnown(url) || (isGet && fetchedAt(url) === undefined)) return null;
    const header = (name: string): string | null => headerText(request.getHeader(name));
    const sent: SentRequest = { url, isGet, header, via: 'client', startedAt: new Date(), clock: performance.now() };
    return new ObservedRequest(request, new ClientExchange(sent, this.tools), this.tools);
  }

  #lookForSocket(request: ClientRequest): void {
    const isSocket = headerText(request.getHeader('upgrade'))?.toLowerCase() === 'websocket';
    const url = isSocket ? addressOf(request) : undefined;
    if (url === undefined || !this.tools.exchanges.isKnown(url) || !isReadable(url)) return;
    const context = this.tools.contexts.current();
    whenUpgraded(request, ({ headers }, socket) =>
      this.tools.quietly(() => {
        const extensions = headerText(headers['sec-websocket-extensions']);
        observeWebSocket({ url, socket, extensions, context }, this.tools);
      }),
    );
  }
}

/** What becomes a WebSocket is seen as that. Who listens to `upgrade` says whether Node keeps the socket, so it is not listened to. */
function whenUpgraded(request: ClientRequest, see: (response: IncomingMessage, socket: Duplex) => void): void {
  putBefore(request, 'emit', (event, response, socket) => {
    if (event === 'upgrade' && socket instanceof Duplex) see(response as IncomingMessage, socket);
  });
}

/** One request and its answer. It ends with the first that says so: its last byte, an error, or whoever destroys either. */
class ObservedRequest {
  readonly body: OutgoingBody;
  #response: IncomingMessage | undefined;

  constructor(
    request: ClientRequest,
    private readonly exchange: ClientExchange,
    private readonly tools: ClientTools,
  ) {
    this.body = new OutgoingBody(request, exchange);
    putBefore(request, 'destroy', (error) => this.#givenUp(error));
    putBefore(request, 'abort', () => this.#givenUp(undefined));
    request.once('close', () => {
      if (this.#response === undefined) this.exchange.cancel();
    });
  }

  answered(response: IncomingMessage): void {
    this.tools.quietly(() => {
      this.#response = response;
      const { statusCode: status } = response;
      this.exchange.answered({ status, header: (name) => headerText(response.headers[name]) });
      putBefore(response, 'push', (piece) => {
        if (piece !== null) this.exchange.answer(piece);
        else if (response.complete) this.exchange.end();
      });
      // Node itself destroys it with an error when the connection breaks.
      putBefore(response, 'destroy', (error) => this.#givenUp(error));
      response.once('close', () => (response.complete ? this.exchange.end() : this.#givenUp(response.errored)));
    });
  }

  failed(error: unknown): void {
    this.exchange.fail(error);
  }

  #givenUp(error: unknown): void {
    if (this.#response?.complete) return;
    if (error === undefined || error === null) this.exchange.cancel();
    else this.exchange.fail(error);
  }
}

/** A proxy gets the whole address as its path. */
function addressOf(request: ClientRequest): URL | undefined {
  const { protocol, host, path } = request;
  const address = /^https?:/.test(path) ? path : `${protocol}//${headerText(request.getHeader('host')) ?? host}${path}`;
  return URL.canParse(address) ? new URL(address) : undefined;
}
