import type { ExecutionContext } from '@nestjs/common';

/** Under these keys Nest's decorators note what a handler is for. */
const PATH = 'path';
const SUBSCRIBED_MESSAGE = 'message';
const PATTERN = 'microservices:pattern';
const HANDLER_TYPE = 'microservices:handler_type';
/** Of `@EventPattern()`; that of `@MessagePattern()` is 1. */
const EVENT_HANDLER = 2;

const MAX_LENGTH = 512;

type Loose = Record<string, unknown> | undefined;

/**
 * What set a handler off, of what the application declares, never of what a client sent: `POST /rag/ask/:id`, `graphql Query.ask`,
 * `ws message`, `rpc orders.find`, `event order.created`. Undefined where nothing reports one.
 */
export function originOfRequest(host: ExecutionContext): string | undefined {
  try {
    return originOf(host)?.slice(0, MAX_LENGTH);
  } catch {
    return undefined;
  }
}

function originOf(host: ExecutionContext): string | undefined {
  switch (host.getType<string>()) {
    case 'http':
      return ofRoute(host);
    case 'graphql':
      return ofResolver(host);
    case 'rpc':
      return ofPattern(host);
    case 'ws':
      return named('ws', metadataOf(host, SUBSCRIBED_MESSAGE));
    default:
      return undefined;
  }
}

function ofRoute(host: ExecutionContext): string | undefined {
  const request = host.switchToHttp().getRequest<Loose>();
  const { method } = (request ?? {}) as { method?: unknown };
  if (typeof method !== 'string') return undefined;
  const pattern = routeOf(request) ?? declaredRoute(host);
  return `${method} ${pattern}`;
}

/** Express gives the route that it found as `route.path`, Fastify as `routeOptions.url`. */
function routeOf(request: Loose): string | undefined {
  const route = (request?.['route'] as Loose)?.['path'] ?? (request?.['routeOptions'] as Loose)?.['url'];
  return typeof route === 'string' && route !== '' ? route : undefined;
}

/** What controller and handler declare, without the application's prefix. */
function declaredRoute(host: ExecutionContext): string {
  const paths = [host.getClass(), host.getHandler()].map((target) => first(Reflect.getMetadata(PATH, target)));
  const parts = paths.flatMap((path) => (typeof path === 'string' ? path.split('/') : []));
  return `/${parts.filter((part) => part !== '').join('/')}`;
}

/** A resolver's arguments are `(root, args, context, info)`. */
function ofResolver(host: ExecutionContext): string | undefined {
  const info = host.getArgByIndex<Loose>(3);
  const parent = (info?.['parentType'] as Loose)?.['name'];
  const field = info?.['fieldName'];
  return typeof parent === 'string' && typeof field === 'string' ? `graphql ${parent}.${field}` : undefined;
}

function ofPattern(host: ExecutionContext): string | undefined {
  const kind = metadataOf(host, HANDLER_TYPE) === EVENT_HANDLER ? 'event' : 'rpc';
  return named(kind, metadataOf(host, PATTERN));
}

function metadataOf(host: ExecutionContext, key: string): unknown {
  return first(Reflect.getMetadata(key, host.getHandler()));
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}

/** Patterns may be objects. */
function named(kind: string, pattern: unknown): string | undefined {
  if (typeof pattern === 'string') return pattern === '' ? undefined : `${kind} ${pattern}`;
  return typeof pattern === 'object' && pattern !== null ? `${kind} ${JSON.stringify(pattern)}` : undefined;
}
