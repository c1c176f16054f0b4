import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  type INestApplication,
  type MiddlewareConsumer,
  Module,
  UseInterceptors,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Transport } from '@nestjs/microservices';
import { ClientProxyFactory } from '@nestjs/microservices';
import { trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import fc from 'fast-check';
import {
  contextFromHeaders,
  LlmContext,
  LlmContextInterceptor,
  LlmContextMiddleware,
  LlmContextService,
  LlmLoggerService,
} from 'nestjs-llm-logging';
import { delay, firstValueFrom, from, lastValueFrom, mergeMap, of } from 'rxjs';
import request from 'supertest';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { logging, storedCalls } from '../support/application.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

@Injectable()
class AuthGuard implements CanActivate {
  constructor(@Inject(LlmLoggerService) private readonly logger: LlmLoggerService) {}

  async canActivate(host: ExecutionContext): Promise<boolean> {
    if (host.getType() !== 'http') return true;
    const incoming = host.switchToHttp().getRequest<{ headers: Record<string, string>; user?: object }>();
    await this.logger.record({ callType: 'system', prompt: 'in the guard' });
    if (incoming.headers['x-login']) incoming.user = { id: Number(incoming.headers['x-login']) };
    return true;
  }
}

@Controller()
class ContextController {
  constructor(
    private readonly contexts: LlmContextService,
    private readonly logger: LlmLoggerService,
  ) {}

  @Get('current')
  async current() {
    await Promise.resolve();
    return this.contexts.current();
  }

  @Get('record')
  async record() {
    await this.logger.record({ callType: 'chat' });
    return this.contexts.current();
  }

  @Get('cold')
  cold() {
    return of(1).pipe(
      delay(1),
      mergeMap(() => of(this.contexts.current())),
    );
  }

  @Get('twice')
  @UseInterceptors(LlmContextInterceptor)
  twice() {
    return this.contexts.current();
  }

  @MessagePattern('message')
  message() {
    return this.contexts.current();
  }
}

@Injectable()
class Jobs {
  constructor(private readonly contexts: LlmContextService) {}

  @LlmContext(([job]: [{ id: string; headers?: object }]) => ({
    ...contextFromHeaders(job.headers as never),
    taskId: job.id,
  }))
  async run(_job: { id: string; headers?: object }) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return { context: this.contexts.current(), self: this };
  }

  @LlmContext(() => {
    throw new Error('bad selector');
  })
  broken() {
    return this.contexts.current();
  }
}

describe('context', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let contexts: LlmContextService;
  let optionCalls = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    @Module({
      imports: [
        logging(database, {
          context: (host) => {
            optionCalls += 1;
            const headers =
              host.getType() === 'http'
                ? host.switchToHttp().getRequest<{ headers: Record<string, string> }>().headers
                : {};
            if (headers['x-fail']) throw new Error('no context');
            return headers['x-tenant'] ? { companyId: headers['x-tenant'] } : {};
          },
        }),
      ],
      controllers: [ContextController],
      providers: [Jobs, AuthGuard],
    })
    class AppModule {
      configure(consumer: MiddlewareConsumer) {
        consumer.apply(LlmContextMiddleware).forRoutes('*path');
      }
    }
    app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
    app.useGlobalGuards(app.get(AuthGuard));
    app.connectMicroservice(
      { transport: Transport.TCP, options: { port: 0, host: '127.0.0.1' } },
      { inheritAppConfig: true },
    );
    await app.init();
    contexts = app.get(LlmContextService);
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  beforeEach(async () => {
    await storedCalls(app, database);
    await database.query('TRUNCATE llm_calls');
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    request(app.getHttpServer()).get(path).set(headers);

  describe('of a request', () => {
    it('continues the trace of a valid traceparent, and ignores garbage', async () => {
      expect((await get('/current', { traceparent: TRACEPARENT })).body.traceId).toBe(TRACE);
      expect((await get('/current', { traceparent: `${TRACEPARENT}junk` })).body.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect((await get('/current', { traceparent: 'junk', 'x-request-id': 'req-1' })).body.traceId).toBe('req-1');
      expect((await get('/current', { 'x-request-id': 'x'.repeat(500) })).body.traceId).toMatch(/^[0-9a-f]{32}$/);
    });

    it('makes a new trace for each request otherwise', async () => {
      const ids = await Promise.all([1, 2, 3].map(async () => (await get('/current')).body.traceId as string));
      expect(new Set(ids).size).toBe(3);
    });

    it('takes the user from the authenticated request, never from a header', async () => {
      expect((await get('/current', { 'x-login': '7' })).body.userId).toBe('7');
      expect((await get('/current', { 'x-user-id': '8', userid: '8' })).body.userId).toBeUndefined();
    });

    it('takes what the option says, once a request, and survives its failure', async () => {
      optionCalls = 0;
      expect((await get('/twice', { 'x-tenant': 'acme' })).body).toMatchObject({ companyId: 'acme' });
      expect(optionCalls).toBe(1);
      expect((await get('/current', { 'x-fail': '1', 'x-login': '7' })).body).toMatchObject({ userId: '7' });
    });

    it('covers guards through the middleware, and the handler, in one trace', async () => {
      const { body } = await get('/record', { 'x-login': '7', traceparent: TRACEPARENT });
      expect(body).toMatchObject({ traceId: TRACE, userId: '7' });
      expect(await storedCalls(app, database)).toMatchObject([
        { prompt: 'in the guard', trace_id: TRACE, user_id: null },
        { call_type: 'chat', trace_id: TRACE, user_id: '7' },
      ]);
    });

    it('covers cold observables', async () => {
      expect((await get('/cold', { traceparent: TRACEPARENT })).body.traceId).toBe(TRACE);
    });

    it('leaks nothing out of the request', async () => {
      await get('/current');
      expect(contexts.current()).toBeUndefined();
    });
  });

  it('opens a context for each message of a microservice', async () => {
    await app.startAllMicroservices();
    const [microservice] = app.getMicroservices() as unknown as {
      server: { server: { address(): { port: number } } };
    }[];
    const port = (
      microservice as never as { serverInstance: { server: { address(): { port: number } } } }
    ).serverInstance.server.address().port;
    const client = ClientProxyFactory.create({ transport: Transport.TCP, options: { port, host: '127.0.0.1' } });
    const [first, second] = await Promise.all(
      [1, 2].map(() => firstValueFrom(client.send<{ traceId: string }>('message', {}))),
    );
    client.close();
    expect(first!.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(second!.traceId).not.toBe(first!.traceId);
  });

  describe('@LlmContext', () => {
    it('opens a trace around a job, with the job’s own trace where it brings one', async () => {
      const jobs = app.get(Jobs);
      const { context, self } = await jobs.run({ id: 'j1' });
      expect(self).toBe(jobs);
      expect(context).toMatchObject({ taskId: 'j1', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
      const headers = contexts.run({ traceId: 'order-7' }, () => contexts.headers());
      expect((await jobs.run({ id: 'j2', headers })).context).toMatchObject({ taskId: 'j2', traceId: 'order-7' });
    });

    it('runs the method though its selector throws', () => {
      expect(app.get(Jobs).broken()).toMatchObject({ traceId: expect.any(String) });
    });
  });

  describe('LlmContextService', () => {
    it('joins inner and outer context, and begins a trace of its own where it is given one', () => {
      contexts.run({ userId: 'u', tags: ['a'], metadata: { x: 1 } }, () => {
        const outer = contexts.current()!;
        contexts.run(
          { companyId: 'c', userId: undefined, tags: ['b', 'a'], metadata: { y: 2 }, parentCallId: 'p' },
          () => {
            expect(contexts.current()).toEqual({
              traceId: outer.traceId,
              userId: 'u',
              companyId: 'c',
              tags: ['a', 'b'],
              metadata: { x: 1, y: 2 },
              parentCallId: 'p',
            });
            contexts.run({ traceId: 'other' }, () =>
              expect(contexts.current()).toMatchObject({ traceId: 'other', parentCallId: undefined, userId: 'u' }),
            );
          },
        );
      });
    });

    it('hands its trace on in headers that are read again', () => {
      fc.assert(
        fc.property(fc.stringMatching(/^[\x21-\x7e]{1,128}$/), (traceId) => {
          const headers = contexts.run({ traceId }, () => contexts.headers());
          expect(contextFromHeaders(headers)).toEqual({ traceId });
        }),
      );
      expect(contexts.headers()).toEqual({});
      expect(contextFromHeaders(contexts.run({}, () => contexts.headers()))).toEqual({
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    });

    it('survives promises, siblings, timers, emitters, observables and generators', async () => {
      const emitter = new EventEmitter();
      const seen: (string | undefined)[] = [];
      const see = () => seen.push(contexts.current()?.traceId);
      await contexts.run({ traceId: 'one' }, async () => {
        await Promise.all(
          [1, 2].map(async () => {
            await Promise.resolve();
            see();
          }),
        );
        await new Promise<void>((resolve) =>
          setTimeout(() => {
            see();
            resolve();
          }, 1),
        );
        emitter.once('event', see);
        emitter.emit('event');
        await lastValueFrom(
          from([1]).pipe(
            delay(1),
            mergeMap(async () => {
              await Promise.resolve();
              see();
            }),
          ),
        );
        for await (const _one of (async function* () {
          see();
          yield await Promise.resolve(1);
          see();
        })())
          see();
      });
      expect(seen).toEqual(Array(8).fill('one'));
    });

    it('does not mix contexts that run at once', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ id: fc.uuid(), waits: fc.array(fc.nat(2), { maxLength: 4 }) }), { maxLength: 20 }),
          async (tasks) => {
            const results = await Promise.all(
              tasks.map(({ id, waits }) =>
                contexts.run({ traceId: id }, async () => {
                  for (const wait of waits)
                    await new Promise((resolve) => (wait === 0 ? setImmediate(resolve) : setTimeout(resolve, wait)));
                  return contexts.current()!.traceId === id;
                }),
              ),
            );
            expect(results.every(Boolean)).toBe(true);
          },
        ),
        { numRuns: 25 },
      );
    });

    it('takes the trace of the active OpenTelemetry span', async () => {
      const provider = new NodeTracerProvider();
      provider.register();
      const tracer = trace.getTracer('test');
      await tracer.startActiveSpan('work', async (span) => {
        const { traceId, spanId } = span.spanContext();
        expect(contexts.run({}, () => contexts.current()?.traceId)).toBe(traceId);
        expect(contexts.headers()).toEqual({ traceparent: `00-${traceId}-${spanId}-01` });
        await app.get(LlmLoggerService).record({ callType: 'chat' });
        expect(await storedCalls(app, database)).toMatchObject([{ trace_id: traceId }]);
        span.end();
      });
      trace.disable();
    });
  });
});
