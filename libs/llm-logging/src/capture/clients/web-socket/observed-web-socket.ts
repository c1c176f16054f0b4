import type { Duplex } from 'node:stream';
import type { LlmContext } from 'llm-exchange/call';
import { type SocketTurn, turnsOfSocket } from 'llm-exchange/exchange';
import type { Json } from 'llm-exchange/reading';
import type { ObservedExchange } from '../../fetch/observed-exchange.js';
import { putBefore } from '../../own-member.js';
import type { ClientTools } from '../client-exchange.js';
import { WebSocketMessages, type Compression } from './web-socket-messages.js';

/** The head of an answer to whom events are sent one by one. */
const EVENTS = { status: 200, header: (name: string) => (name === 'content-type' ? 'text/event-stream' : null) };

/** A socket that an HTTP request became. */
interface UpgradedSocket {
  readonly url: URL;
  readonly socket: Duplex;
  /** As the server agreed to them. */
  readonly extensions: string | null;
  /** In which the connection was made. */
  readonly context: LlmContext | undefined;
}

/** Whether an address speaks a language of which calls over a WebSocket can be read. */
export function isReadable(url: URL): boolean {
  return turnsOfSocket(url, () => NOBODY) !== undefined;
}

const NOBODY: SocketTurn = { push: () => undefined, end: () => undefined, breakOff: () => undefined };

/**
 * Sees the messages of a WebSocket in the bytes that pass through its socket, which are the same whatever package speaks: a call for
 * each answer of a model.
 */
export function observeWebSocket({ url, socket, extensions, context }: UpgradedSocket, tools: ClientTools): void {
  const begin = (request: Json): SocketTurn => new ObservedTurn(url, request, tools, context);
  const turns = turnsOfSocket(url, begin);
  if (turns === undefined) return;
  const messages = (side: 'client' | 'server', given: (message: string) => void): WebSocketMessages =>
    new WebSocketMessages(compressionOf(extensions, side), given);
  const sent = messages('client', (message) => turns.sent(message));
  const received = messages('server', (message) => turns.received(message));
  let broken: unknown;
  putBefore(socket, 'write', (piece) => {
    if (piece instanceof Uint8Array) tools.quietly(() => sent.push(piece));
  });
  putBefore(socket, 'emit', (event, value) => {
    if (event === 'data' && value instanceof Uint8Array) tools.quietly(() => received.push(value));
    else if (event === 'error') broken = value;
    else if (event === 'close') tools.quietly(() => turns.closed(broken));
  });
}

function compressionOf(extensions: string | null, side: 'client' | 'server'): Compression | undefined {
  const agreed = extensions?.split(',').find((extension) => extension.trim().startsWith('permessage-deflate'));
  return agreed === undefined ? undefined : { hasContext: !agreed.includes(`${side}_no_context_takeover`) };
}

class ObservedTurn implements SocketTurn {
  #exchange: ObservedExchange | undefined;

  constructor(url: URL, request: Json, tools: ClientTools, connected: LlmContext | undefined) {
    const { contexts, exchanges } = tools;
    const sent = { url, header: () => null, via: 'client', startedAt: new Date(), clock: performance.now() } as const;
    const open = (): void => {
      this.#exchange = exchanges.open(sent, request, '');
      this.#exchange?.answered(EVENTS);
    };
    const context = contexts.current() ?? connected;
    tools.quietly(() => (context === undefined ? open() : contexts.enter(context, open)));
  }

  push(event: Json): void {
    this.#exchange?.event(event);
  }

  end(): void {
    this.#exchange?.end();
  }

  breakOff(error: unknown): void {
    if (error === undefined) this.#exchange?.cancel();
    else this.#exchange?.fail(error);
  }
}
