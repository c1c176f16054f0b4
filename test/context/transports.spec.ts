import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Injectable, UseInterceptors, type INestApplication } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { AbstractGraphQLDriver, GraphQLModule, Query, Resolver, type GqlModuleOptions } from '@nestjs/graphql';
import { ClientProxyFactory, EventPattern, MessagePattern, Transport, type ClientProxy } from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { graphql } from 'graphql';
import { LlmContext, LlmContextInterceptor, LlmLoggerService } from 'nestjs-llm-logging';
import { EventEmitter, once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { lastValueFrom } from 'rxjs';
import { WebSocket } from 'ws';
import { logging, moduleOf, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen } from '../support/http-application.js';

const handled = new EventEmitter();

@WebSocketGateway()
@UseInterceptors(LlmContextInterceptor)
class ChatGateway {
  constructor(private readonly logger: LlmLoggerService) {}

  @SubscribeMessage('ask')
  async ask(@MessageBody() text: string) {
    await this.logger.record({ name: `asked ${text}` });
    return { event: 'answer', data: text };
  }
}

@Controller()
class Messages {
  constructor(private readonly logger: LlmLoggerService) {}

  @MessagePattern('reviews.find')
  async find() {
    await this.logger.record({ name: 'found' });
    return 'found';
  }

  @EventPattern({ cmd: 'review.created' })
  async created() {
    await this.logger.record({ name: 'created' });
    handled.emit('created');
  }
}

@Resolver()
class Questions {
  constructor(private readonly logger: LlmLoggerService) {}

  @Query(() => String)
  async ask() {
    await this.logger.record({ name: 'resolved' });
    return 'an answer';
  }

  @Query(() => String)
  async again() {
    await this.logger.record({ name: 'resolved again' });
    return 'another answer';
  }
}

@Injectable()
class Listener {
  constructor(private readonly logger: LlmLoggerService) {}

  @LlmContext()
  @OnEvent('order.created')
  async ordered() {
    await this.logger.record({ name: 'ordered' });
  }
}

/** The smallest GraphQL server: resolvers, guards and interceptors are Nest's. */
class PlainDriver extends AbstractGraphQLDriver {
  async start({ schema }: GqlModuleOptions): Promise<void> {
    this.httpAdapterHost.httpAdapter.post('/graphql', async (request: any, response: any) => {
      const contextValue = { req: request };
      response.json(await graphql({ schema: schema as never, source: request.body.query, contextValue }));
    });
  }

  async stop(): Promise<void> {}
}

describe('the origin of what real transports bring', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let url: string;
  let client: ClientProxy;

  beforeAll(async () => {
    database = await createTestDatabase();
    const imports = [
      logging(database),
      EventEmitterModule.forRoot(),
      GraphQLModule.forRoot({ driver: PlainDriver, autoSchemaFile: true }),
    ];
    const providers = [ChatGateway, Questions, Listener];
    ({ app, url } = await listen('express', moduleOf({ imports, providers, controllers: [Messages] }), (made) => {
      made.useWebSocketAdapter(new WsAdapter(made));
    }));
    const options = { host: '127.0.0.1', port: 0 };
    const microservice = app.connectMicroservice({ transport: Transport.TCP, options }, { inheritAppConfig: true });
    await app.startAllMicroservices();
    const { port } = microservice.unwrap<Server>().address() as AddressInfo;
    client = ClientProxyFactory.create({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
  });

  afterAll(async () => {
    await client?.close();
    await app?.close();
    await database?.drop();
  });

  beforeEach(async () => {
    await app.get(LlmLoggerService).flush();
    await database.query('TRUNCATE llm_calls');
  });

  it('is the message of a WebSocket gateway, and each message is a trace', async () => {
    const socket = new WebSocket(url.replace('http', 'ws'));
    await once(socket, 'open');
    for (const data of ['one', 'two']) {
      socket.send(JSON.stringify({ event: 'ask', data }));
      await once(socket, 'message');
    }
    socket.terminate();
    const rows = await storedCalls(app, database);
    expect(rows).toMatchObject([
      { name: 'asked one', origin: 'ws ask' },
      { name: 'asked two', origin: 'ws ask' },
    ]);
    expect(rows[0]!['trace_id']).not.toBe(rows[1]!['trace_id']);
  });

  it('is the pattern of a message or an event of a microservice', async () => {
    expect(await lastValueFrom(client.send('reviews.find', {}))).toBe('found');
    const created = once(handled, 'created');
    await lastValueFrom(client.emit({ cmd: 'review.created' }, {}), { defaultValue: undefined });
    await created;
    expect(await storedCalls(app, database)).toMatchObject([
      { name: 'found', origin: 'rpc reviews.find' },
      { name: 'created', origin: 'event {"cmd":"review.created"}' },
    ]);
  });

  it('is the field of a GraphQL query, and all fields of a request are one trace', async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ ask again }' }),
    });
    expect(await response.json()).toEqual({ data: { ask: 'an answer', again: 'another answer' } });
    const rows = await storedCalls(app, database);
    expect(new Map(rows.map(({ name, origin }) => [name, origin]))).toEqual(
      new Map([
        ['resolved', 'graphql Query.ask'],
        ['resolved again', 'graphql Query.again'],
      ]),
    );
    expect(new Set(rows.map((row) => row['trace_id'])).size).toBe(1);
  });

  it('is the event that a listener is for', async () => {
    await app.get(EventEmitter2).emitAsync('order.created', {});
    expect(await storedCalls(app, database)).toMatchObject([{ name: 'ordered', origin: 'event order.created' }]);
  });
});
