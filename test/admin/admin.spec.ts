import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
  Injectable,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpressAdapter } from '@nestjs/platform-express';
import { type AdminOptions, LlmLoggerService, LlmLoggingModule } from 'nestjs-llm-logging';
import request from 'supertest';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { logging, moduleOf } from '../support/application.js';

@Injectable()
class KeyGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    return host.switchToHttp().getRequest<{ headers: Record<string, string> }>().headers['x-key'] === 'right';
  }
}

const ROUTES = [
  'calls',
  'calls/01a20cac-962d-736c-947e-87edeb215e34',
  'calls/01a20cac-962d-736c-947e-87edeb215e34/cost',
  'traces/t1',
  'sessions/s1',
  'facets',
  'stats/cost',
  'stats/performance',
  'stats/timeseries',
  'stats/users',
  'stats/errors',
  'stats/rag',
  'stats/models',
  'stats/companies',
  'stats/comparison',
  'stats/projection',
  'stats/unpriced',
];

describe.each(['express', 'fastify'])('the admin API on %s', (platform) => {
  let database: TestDatabase;
  let app: INestApplication | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  afterAll(() => database?.drop());

  const start = async (admin?: AdminOptions | false, prepare: (app: INestApplication) => void = () => undefined) => {
    const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    const module = moduleOf({ imports: [logging(database, { admin })] });
    app = await NestFactory.create(module, adapter as never, { logger: false, abortOnError: false });
    prepare(app);
    await app.init();
    if (platform === 'fastify') await (app.getHttpAdapter().getInstance() as { ready(): Promise<void> }).ready();
    return request(app.getHttpServer());
  };

  const record = async (...calls: Parameters<LlmLoggerService['record']>[0][]) => {
    await database.query('TRUNCATE llm_calls');
    const logger = app!.get(LlmLoggerService);
    const ids: string[] = [];
    for (const call of calls) ids.push(await logger.record(call));
    await logger.flush();
    return ids;
  };

  it('is not there unless it is asked for', async () => {
    const http = await start();
    for (const route of ROUTES) await http.get(`/admin/llm/${route}`).expect(404);
  });

  it.each([{}, { guards: [] }, { public: false as never }])('does not start with %j, and says why', async (admin) => {
    await expect(start(admin)).rejects.toThrow(/guards.*public: true/s);
  });

  it('stands behind its guards, every route of it', async () => {
    const http = await start({ guards: [KeyGuard] });
    for (const route of ROUTES) {
      await http.get(`/admin/llm/${route}`).expect(403);
      await http
        .get(`/admin/llm/${route}`)
        .set('x-key', 'right')
        .expect(({ status }) => expect([200, 404]).toContain(status));
    }
  });

  it('answers calls, one call, a trace, cost and performance', async () => {
    const http = await start({ public: true });
    const [parent] = await record({
      callType: 'chat',
      traceId: 't1',
      provider: 'openai',
      model: 'gpt-4o',
      promptTokens: 1_000,
      completionTokens: 0,
      latencyMs: 20,
      prompt: 'Hi',
    });
    const child = await app!
      .get(LlmLoggerService)
      .record({ callType: 'embedding', traceId: 't1', parentCallId: parent!, error: new Error('no') });
    await app!.get(LlmLoggerService).flush();
    const { body: page, headers } = await http.get('/admin/llm/calls').expect(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(page.items.map(({ id }: any) => id)).toEqual([child, parent]);
    expect((await http.get(`/admin/llm/calls/${parent}`)).body).toMatchObject({ prompt: 'Hi', estimatedCost: 0.0025 });
    const { body: tree } = await http.get('/admin/llm/traces/t1').expect(200);
    expect(tree).toMatchObject({
      call: { id: parent },
      children: [{ call: { id: child } }],
      totals: { calls: 2, errors: 1, cost: 0.0025 },
    });
    expect((await http.get('/admin/llm/stats/cost?days=1')).body).toMatchObject({
      totalCost: 0.0025,
      byCallType: { chat: { totalCalls: 1 } },
    });
    expect((await http.get('/admin/llm/stats/performance?callType=chat')).body).toMatchObject({
      totalCalls: 1,
      p95LatencyMs: 20,
      successRate: 1,
    });
    await http.get('/admin/llm/calls/nonsense').expect(404);
    await http.get('/admin/llm/traces/unknown').expect(404);
  });

  it('takes filters as repeated names and as lists, and pages by cursor', async () => {
    const http = await start({ public: true });
    await record(
      { callType: 'chat', model: 'a', tags: ['x', 'y'], metadata: { k: 1 } },
      { callType: 'system', model: 'b' },
      { callType: 'other', model: 'c' },
    );
    const models = async (query: string) =>
      (await http.get(`/admin/llm/calls?${query}`).expect(200)).body.items.map(({ model }: any) => model);
    expect(await models('callType=chat,system')).toEqual(['b', 'a']);
    expect(await models('model=a&model=c')).toEqual(['c', 'a']);
    expect(await models(`tags=y,x&metadata=${encodeURIComponent('{"k":1}')}`)).toEqual(['a']);
    const { body } = await http.get('/admin/llm/calls?limit=2');
    expect(await models(`limit=2&cursor=${body.nextCursor}`)).toEqual(['a']);
  });

  it.each([
    ['calls?status=done', /status must be one of pending, success, error, timeout, cancelled/],
    ['calls?limit=0', /limit must not be less than 1/],
    ['calls?limit=many', /limit/],
    ['calls?startDate=yesterday', /startDate must be an ISO 8601 date/],
    ['calls?metadata=nonsense', /metadata must be a JSON object/],
    ['calls?cursor=nonsense', /cursor/],
    ['calls?parentCallId=7', /parentCallId/],
    ['calls?modell=a', /modell should not exist/],
    ['stats/cost?days=0', /days must not be less than 1/],
    ['stats/cost?startDate=2026-02-01&endDate=2026-01-01', /endDate: must be later than startDate/],
    ['stats/performance?callType=NO', /callType/],
  ])('refuses %s with 400 and names the field', async (query, message) => {
    const http = await start(
      { public: true },
      (application) => void application.useGlobalPipes(new ValidationPipe({ whitelist: true })),
    );
    const { body } = await http.get(`/admin/llm/${query}`).expect(400);
    expect(body.detail).toMatch(message);
  });

  it('shows a request only its company’s calls, on every route', async () => {
    const http = await start({
      public: true,
      scope: (incoming) => ({ companyId: (incoming['headers'] as Record<string, string>)['x-company'] }),
    });
    const [mine, theirs] = await record(
      { companyId: 'mine', traceId: 't1', model: 'm' },
      { companyId: 'theirs', traceId: 't1', model: 'm' },
    );
    const get = (route: string) => http.get(`/admin/llm/${route}`).set('x-company', 'mine');
    expect((await get('calls')).body.items).toHaveLength(1);
    await get('calls?companyId=theirs').expect(403);
    await get(`calls/${mine}`).expect(200);
    await get(`calls/${theirs}`).expect(404);
    expect((await get('traces/t1')).body.totals.calls).toBe(1);
    expect((await get('stats/cost')).body.totalCalls).toBe(1);
    expect((await get('stats/performance')).body.totalCalls).toBe(1);
    for (const route of ROUTES) await http.get(`/admin/llm/${route}`).expect(403);
  });

  it('moves to another path, beside a global prefix', async () => {
    const http = await start(
      { public: true, path: 'ops/log' },
      (application) => void application.setGlobalPrefix('api'),
    );
    await http.get('/api/ops/log/calls').expect(200);
    await http.get('/api/admin/llm/calls').expect(404);
  });

  it('works with forRootAsync, where `admin` stands beside the factory', async () => {
    const database_ = { url: database.url, poolSize: onPglite ? 1 : 4 };
    const async = LlmLoggingModule.forRootAsync({
      useFactory: () => ({ database: database_ }),
      admin: { public: true },
    });
    app = await NestFactory.create(
      moduleOf({ imports: [async] }),
      platform === 'express' ? new ExpressAdapter() : (new FastifyAdapter() as never),
      { logger: false },
    );
    await app.init();
    if (platform === 'fastify')
      await (app.getHttpAdapter().getInstance() as unknown as { ready(): Promise<void> }).ready();
    await request(app.getHttpServer()).get('/admin/llm/calls').expect(200);
    const wrong = LlmLoggingModule.forRootAsync({
      useFactory: () => ({ database: database_, admin: { public: true } }) as never,
    });
    await expect(
      NestFactory.create(moduleOf({ imports: [wrong] }), { logger: false, abortOnError: false }).then((made) =>
        made.init(),
      ),
    ).rejects.toThrow('beside `useFactory`');
  });
});

it('answers 503 while the database is away', async () => {
  const module = moduleOf({
    imports: [
      LlmLoggingModule.forRoot({
        database: { url: 'postgres://nobody@127.0.0.1:1/none' },
        admin: { public: true },
        delivery: { shutdownTimeoutMs: 100 },
      }),
    ],
  });
  const app = await NestFactory.create(module, { logger: false });
  await app.init();
  await request(app.getHttpServer()).get('/admin/llm/calls').expect(503);
  await app.close();
});
