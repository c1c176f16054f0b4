import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { originOfRequest } from './origin-of-request.js';

class Reviews {
  ask(): void {}
}

function host(type: string, args: unknown[], noted: Record<string, unknown> = {}): ExecutionContextHost {
  const handler = function ask(): void {};
  for (const [key, value] of Object.entries(noted)) Reflect.defineMetadata(key, value, handler);
  const context = new ExecutionContextHost(args, Reviews, handler);
  context.setType(type);
  return context;
}

describe('the origin of a request', () => {
  it.each([
    ['Express', { method: 'POST', url: '/rag/ask/7?x=secret', route: { path: '/rag/ask/:id' } }, 'POST /rag/ask/:id'],
    ['Fastify', { method: 'GET', url: '/rag/7', routeOptions: { url: '/rag/:id' } }, 'GET /rag/:id'],
  ])('is the route that %s found, not the address', (_platform, request, origin) => {
    expect(originOfRequest(host('http', [request]))).toBe(origin);
  });

  it('is what is declared where the platform does not report it', () => {
    const request = { method: 'GET', url: '/reviews/7' };
    expect(originOfRequest(host('http', [request], { path: ['/:id', '/other'] }))).toBe('GET /:id');
    expect(originOfRequest(host('http', [request]))).toBe('GET /');
    expect(originOfRequest(host('http', [undefined]))).toBeUndefined();
  });

  it('is the field that a resolver answers', () => {
    const info = { parentType: { name: 'Query' }, fieldName: 'ask' };
    expect(originOfRequest(host('graphql', [{}, {}, {}, info]))).toBe('graphql Query.ask');
    expect(originOfRequest(host('graphql', [{}, {}, {}]))).toBeUndefined();
  });

  it('is the message or event that a handler is for', () => {
    expect(originOfRequest(host('ws', [{}, 'text'], { message: 'ask' }))).toBe('ws ask');
    expect(originOfRequest(host('rpc', [{}], { 'microservices:pattern': ['find'] }))).toBe('rpc find');
    const event = { 'microservices:pattern': [{ cmd: 'created' }], 'microservices:handler_type': 2 };
    expect(originOfRequest(host('rpc', [{}], event))).toBe('event {"cmd":"created"}');
    expect(originOfRequest(host('rpc', [{}]))).toBeUndefined();
  });

  it('is none where nothing reports one, or what reports it throws', () => {
    expect(originOfRequest(host('other', []))).toBeUndefined();
    const request = {
      method: 'GET',
      get route(): never {
        throw new Error('no');
      },
    };
    expect(originOfRequest(host('http', [request]))).toBeUndefined();
  });
});
