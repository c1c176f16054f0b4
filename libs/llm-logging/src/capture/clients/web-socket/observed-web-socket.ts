import type { Duplex } from 'node:stream';
import type { LlmContext } from 'llm-exchange/call';
import { putAround } from '../../own-member.js';
import type { ClientTools } from '../client-exchange.js';
import { IncomingMessages } from './incoming-messages.js';
import { OutgoingMessages } from './outgoing-messages.js';
import { SocketCalls } from './socket-calls.js';
import type { Compression } from './web-socket-messages.js';

/** A socket that an HTTP request became. */
interface UpgradedSocket {
  readonly url: URL;
  readonly socket: Duplex;
  /** As the server agreed to them. */
  readonly extensions: string | null;
  /** In which the connection was made. */
  readonly context: LlmContext | undefined;
}

/**
 * Sees the messages of a WebSocket in the bytes that pass through its socket, which are the same whatever package speaks: a call for
 * each answer of a model.
 */
export function observeWebSocket(upgraded: UpgradedSocket, tools: ClientTools): void {
  const { url, socket, extensions, context } = upgraded;
  const calls = new SocketCalls(url, context, tools, (frame) => received.give(frame));
  const received = new IncomingMessages(socket, compressionOf(extensions, 'server'), (text) => calls.received(text));
  const sent = new OutgoingMessages(socket, compressionOf(extensions, 'client'), calls, (step) => tools.quietly(step));
  let broken: unknown;
  putAround(socket, 'write', (run, args) => sent.write(args, run));
  putAround(socket, 'emit', (run, [event, value]) => {
    if (event === 'data' && value instanceof Uint8Array) tools.quietly(() => received.push(value));
    else if (event === 'error') broken = value;
    else if (event === 'close') tools.quietly(() => calls.closed(broken));
    const result = run();
    if (event === 'data') received.giveWaiting();
    return result;
  });
}

function compressionOf(extensions: string | null, side: 'client' | 'server'): Compression | undefined {
  const agreed = extensions?.split(',').find((extension) => extension.trim().startsWith('permessage-deflate'));
  return agreed === undefined ? undefined : { hasContext: !agreed.includes(`${side}_no_context_takeover`) };
}
