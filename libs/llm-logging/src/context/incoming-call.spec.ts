import { describe, expect, it } from '@jest/globals';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { incomingCall } from './incoming-call.js';

function host(type: string, args: unknown[]): ExecutionContextHost {
  const context = new ExecutionContextHost(args);
  context.setType(type);
  return context;
}

describe('incomingCall', () => {
  const request = { headers: { traceparent: 't' }, user: { id: 1 } };

  it('finds the request in an HTTP call, and in a resolver’s context under either name', () => {
    const found = { request, headers: request.headers, user: request.user };
    expect(incomingCall(host('http', [request, {}]))).toEqual(found);
    expect(incomingCall(host('graphql', [{}, {}, { req: request }, {}]))).toEqual(found);
    expect(incomingCall(host('graphql', [{}, {}, { request }, {}]))).toEqual(found);
    expect(incomingCall(host('graphql', [{}, {}, request, {}]))).toEqual(found);
    expect(incomingCall(host('graphql', [{}, {}, undefined, {}])).headers).toBeUndefined();
  });

  it.each([
    ['Kafka', { getMessage: () => ({ headers: { traceparent: 't' } }) }],
    ['RabbitMQ', { getMessage: () => ({ properties: { headers: { traceparent: 't' } } }) }],
    ['NATS', { getHeaders: () => ({ get: (name: string) => (name === 'traceparent' ? 't' : undefined) }) }],
    ['gRPC', { getMap: () => ({ traceparent: 't' }) }],
  ])('finds the headers of a %s message', (_transport, context) => {
    expect(incomingCall(host('rpc', [{}, context])).headers).toMatchObject({ traceparent: 't' });
  });

  it('does without where there is nothing to find', () => {
    expect(incomingCall(host('rpc', [{}, undefined])).headers).toBeUndefined();
    expect(
      incomingCall(
        host('rpc', [
          {},
          {
            getMessage: () => {
              throw new Error('no');
            },
          },
        ]),
      ).headers,
    ).toBeUndefined();
    expect(incomingCall(host('ws', [{ data: { user: { id: 2 } } }, 'message']))).toMatchObject({
      user: { id: 2 },
      headers: undefined,
    });
    expect(incomingCall(host('other', []))).toMatchObject({ headers: undefined, user: undefined });
  });
});
