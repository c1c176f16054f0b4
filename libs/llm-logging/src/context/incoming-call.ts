import type { ExecutionContext } from '@nestjs/common';
import type { IncomingHeaders } from './incoming-trace.js';

/** What there is of a request, message or query, whatever the transport. */
export interface IncomingCall {
  /** One object a request: the request itself, or the arguments of one message's handler. */
  readonly request: object;
  readonly headers: IncomingHeaders | undefined;
  /** What the guards found out. */
  readonly user: unknown;
}

type Loose = Record<string, unknown> | undefined;

/** Reads HTTP requests, GraphQL resolvers (the request in their context), RPC messages and WebSocket messages. */
export function incomingCall(host: ExecutionContext): IncomingCall {
  switch (host.getType<string>()) {
    case 'http':
      return ofRequest(host.switchToHttp().getRequest(), host);
    case 'graphql':
      return ofGraphql(host);
    case 'rpc':
      return {
        request: host.getArgs(),
        headers: messageHeaders(host),
        user: (host.switchToRpc().getContext() as Loose)?.['user'],
      };
    case 'ws':
      return { request: host.getArgs(), headers: undefined, user: socketUser(host.switchToWs().getClient()) };
    default:
      return { request: host.getArgs(), headers: undefined, user: undefined };
  }
}

function ofRequest(request: Loose, host: ExecutionContext): IncomingCall {
  if (request === undefined || request === null)
    return { request: host.getArgs(), headers: undefined, user: undefined };
  return { request, headers: request['headers'] as IncomingHeaders, user: request['user'] };
}

/** A resolver's arguments are `(root, args, context, info)`. */
function ofGraphql(host: ExecutionContext): IncomingCall {
  const context = host.getArgByIndex<Loose>(2);
  const request = (context?.['req'] ?? context?.['request']) as Loose;
  return ofRequest(request ?? context, host);
}

/** Kafka and NATS carry headers with the message, RabbitMQ among its properties, gRPC as metadata; others have none. */
function messageHeaders(host: ExecutionContext): IncomingHeaders | undefined {
  const context = host.switchToRpc().getContext<Record<string, (() => Loose) | undefined> | undefined>();
  try {
    const message = context?.['getMessage']?.();
    const properties = message?.['properties'] as Loose;
    const metadata = context?.['getMap'];
    const headers =
      message?.['headers'] ?? properties?.['headers'] ?? context?.['getHeaders']?.() ?? metadata?.call(context);
    return plainHeaders(headers);
  } catch {
    return undefined;
  }
}

/** NATS has its headers behind `get`. */
function plainHeaders(headers: unknown): IncomingHeaders | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const { get } = headers as { get?: (name: string) => unknown };
  if (typeof get !== 'function') return headers as IncomingHeaders;
  return Object.fromEntries(['traceparent', 'x-request-id', 'baggage'].map((name) => [name, get.call(headers, name)]));
}

/** Socket.IO applications keep the user in `client.data`, others on the client. */
function socketUser(client: Loose): unknown {
  return client?.['user'] ?? (client?.['data'] as Loose)?.['user'];
}
