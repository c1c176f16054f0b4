import type { AbstractHttpAdapter } from '@nestjs/core';

type Open = (request: object, next: () => void) => void;

interface FastifyLike {
  addHook(
    name: 'onRequest' | 'preValidation',
    hook: (request: { raw: object }, reply: unknown, done: () => void) => void,
  ): unknown;
}

/**
 * Has `open` run the rest of every HTTP request, whatever answers it: guards, exception filters, and what no interceptor of NestJS
 * surrounds, such as the resolvers of a GraphQL query's fields.
 */
export function openRequests(adapter: AbstractHttpAdapter, open: Open): void {
  if (adapter.getType() !== 'fastify') {
    adapter.use((request: object, _response: unknown, next: () => void) => open(request, next));
    return;
  }
  const fastify = adapter.getInstance<FastifyLike>();
  // What comes after the body was read runs in the context of the body's events.
  for (const name of ['onRequest', 'preValidation'] as const)
    fastify.addHook(name, ({ raw }, _reply, done) => open(raw, done));
}
