import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, UseGuards, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  LlmBudgetExceededError,
  LlmBudgetGuard,
  LlmBudgetService,
  LlmLoggerService,
  LogLlmCall,
  type LlmBudget,
  type LlmBudgetStatus,
} from 'nestjs-llm-logging';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAdmin } from '../support/admin.js';
import { logging, moduleOf, startContext } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

@Injectable()
class ChatService {
  made = 0;

  @LogLlmCall({ callType: 'annotated', model: 'm', cost: () => 0.25 })
  async reply(text: string): Promise<string> {
    this.made += 1;
    await Promise.resolve();
    return text;
  }

  @LogLlmCall({ callType: 'generated', model: 'm' })
  async *stream(): AsyncGenerator<string> {
    this.made += 1;
    yield 'a';
    await Promise.resolve();
    yield 'b';
  }

  @LogLlmCall({ callType: 'plain', model: 'm' })
  plain(): string {
    this.made += 1;
    return 'plain';
  }
}

@Controller()
class ChatController {
  constructor(private readonly logger: LlmLoggerService) {}

  @Get('asks')
  asks(): Promise<string> {
    return this.logger.logCall({ callType: 'route' }, () => 'answer');
  }

  @Get('guarded')
  @UseGuards(LlmBudgetGuard)
  guarded(): string {
    return 'let in';
  }
}

describe('budgets that block', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let logger: LlmLoggerService;
  let budgets: LlmBudgetService;
  let provider: Server;
  let requests = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    provider = createServer((_request, response) => {
      requests += 1;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ model: 'gpt-4o-mini', choices: [], usage: { prompt_tokens: 10, completion_tokens: 1 } }),
      );
    });
    await once(provider.listen(0, '127.0.0.1'), 'listening');
    const context = (): { companyId: string } => ({ companyId: 'acme' });
    app = await NestFactory.create(
      moduleOf({
        imports: [logging(database, { context })],
        controllers: [ChatController],
        providers: [ChatService],
      }),
      { logger: false },
    );
    await app.listen(0, '127.0.0.1');
    logger = app.get(LlmLoggerService);
    budgets = app.get(LlmBudgetService);
  });
  afterEach(async () => {
    for (const { name } of await budgets.list()) await budgets.remove(name);
  });
  afterAll(async () => {
    await app?.close();
    provider?.close();
    await database?.drop();
  });

  const define = (budget: Partial<LlmBudget> & { name: string }): Promise<void> =>
    budgets.define({ limitUsd: 1, window: 'month', onLimit: 'block', estimateUsd: 0.25, ...budget });
  const spend = async (callType: string, estimatedCost: number): Promise<void> => {
    await logger.record({ callType, model: 'm', companyId: 'acme', estimatedCost });
    await logger.flush();
  };
  const call = (callType: string, cost = 0.25): Promise<string> =>
    logger.logCall({ callType, companyId: 'acme' }, (active) => {
      active.update({ estimatedCost: cost });
      return 'made';
    });
  const rowsOf = async (callType: string): Promise<Record<string, any>[]> => {
    await logger.flush();
    return database.query('SELECT status, error_type, error_code FROM llm_calls WHERE call_type = $1 ORDER BY id', [
      callType,
    ]);
  };
  const url = (path: string): string =>
    `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}/${path}`;

  it('refuses before the call is made, by an error, a row, a count and one event', async () => {
    await define({ name: 'b1', match: { callType: 'annotated' } });
    await spend('annotated', 1);
    const service = app.get(ChatService);
    for (let n = 0; n < 2; n += 1) {
      const refused = await service.reply('hello').catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(LlmBudgetExceededError);
      expect(refused).toMatchObject({ budget: 'b1', subject: null, limitUsd: 1, spentUsd: 1, statusCode: 429 });
      expect((refused as LlmBudgetExceededError).resetsAt!.getTime()).toBeGreaterThan(Date.now());
    }
    expect(service.made).toBe(0);
    expect((await rowsOf('annotated')).slice(1)).toEqual([
      { status: 'error', error_type: 'budget_exceeded', error_code: '429' },
      { status: 'error', error_type: 'budget_exceeded', error_code: '429' },
    ]);
    expect(await budgets.status({ name: 'b1' })).toMatchObject([{ blockedCalls: 2, spentUsd: 1 }]);
    expect(
      await database.query(`SELECT value, threshold FROM llm_events WHERE name = 'b1' AND kind = 'blocked'`),
    ).toEqual([{ value: 1, threshold: 1 }]);
  });

  it('refuses generators when they are read, and plain methods once the limit is known to be reached', async () => {
    const service = app.get(ChatService);
    await define({ name: 'b2', limitUsd: 0.1, match: { companyId: 'acme' } });
    await spend('other', 0.2);
    await expect(budgets.check({ companyId: 'acme' })).rejects.toBeInstanceOf(LlmBudgetExceededError);
    await define({ name: 'all', limitUsd: 0.1 });
    const before = service.made;
    await expect(
      (async () => {
        for await (const _ of service.stream());
      })(),
    ).rejects.toBeInstanceOf(LlmBudgetExceededError);
    expect(() => service.plain()).toThrow(LlmBudgetExceededError);
    expect(service.made).toBe(before);
  });

  it('lets through what fits, call by call, until nothing more does', async () => {
    await define({ name: 'b3', match: { callType: 'fits' } });
    const results = await Promise.allSettled(Array.from({ length: 32 }, () => call('fits')));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    await logger.flush();
    expect(await budgets.status({ name: 'b3' })).toMatchObject([{ spentUsd: 1, blockedCalls: 28 }]);
  });

  it('refuses for good only after what calls really cost is stored', async () => {
    await define({ name: 'b4', match: { callType: 'cheap' } });
    for (let n = 0; n < 12; n += 1) expect(await call('cheap', 0.05)).toBe('made');
    await logger.flush();
    expect((await budgets.status({ name: 'b4' }))[0]!.spentUsd).toBeCloseTo(0.6);
  });

  it('knows what such calls cost lately, and takes a function', async () => {
    await define({ name: 'b5', match: { callType: 'lately' }, estimateUsd: undefined as never, limitUsd: 1 });
    await call('lately', 0.4);
    await logger.flush();
    const results = await Promise.allSettled([call('lately', 0.4), call('lately', 0.4)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await define({
      name: 'b6',
      match: { callType: 'estimated' },
      estimateUsd: ({ callType }) => (callType === 'estimated' ? 2 : 0),
    });
    await expect(call('estimated')).rejects.toBeInstanceOf(LlmBudgetExceededError);
  });

  it('counts each value of `per` by itself, and lets through who is of none', async () => {
    await define({ name: 'b7', match: { callType: 'per' }, per: 'user', limits: { rich: 10 } });
    const of = (userId?: string): Promise<string> => logger.logCall({ callType: 'per', userId }, () => 'made');
    await logger.record({ callType: 'per', userId: 'poor', estimatedCost: 1 });
    await logger.record({ callType: 'per', userId: 'rich', estimatedCost: 1 });
    await logger.flush();
    await expect(of('poor')).rejects.toMatchObject({ subject: 'poor' });
    expect([await of('rich'), await of('new'), await of()]).toEqual(['made', 'made', 'made']);
  });

  it('refuses a request of a client before it is sent', async () => {
    await define({ name: 'b8', match: { model: 'gpt-4o-mini' } });
    const { port } = provider.address() as AddressInfo;
    const ask = (): Promise<Response> =>
      logger.fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] }),
      });
    expect(await (await ask()).json()).toMatchObject({ model: 'gpt-4o-mini' });
    expect(requests).toBe(1);
    await logger.record({ model: 'gpt-4o-mini', estimatedCost: 1 });
    await logger.flush();
    await expect(ask()).rejects.toBeInstanceOf(LlmBudgetExceededError);
    expect(requests).toBe(1);
    await logger.flush();
    expect(
      await database.query(`SELECT error_type FROM llm_calls WHERE status = 'error' AND request_model = 'gpt-4o-mini'`),
    ).toEqual([{ error_type: 'budget_exceeded' }]);
  });

  it('reserves once for a method and the request inside it', async () => {
    await define({ name: 'b9', limitUsd: 0.25, match: { companyId: 'once' } });
    const { port } = provider.address() as AddressInfo;
    const answer = await logger.logCall({ callType: 'around', companyId: 'once' }, async () => {
      const response = await logger.fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ model: 'gpt-4o-mini', messages: [] }),
      });
      return response.json();
    });
    expect(answer).toMatchObject({ model: 'gpt-4o-mini' });
  });

  it('answers 429 as a problem where nobody catches it, and before the handler behind the guard', async () => {
    await define({ name: 'b10', limitUsd: 100, match: { companyId: 'acme' } });
    expect(await (await fetch(url('guarded'))).text()).toBe('let in');
    await spend('other', 100);
    for (const path of ['asks', 'guarded']) {
      const response = await fetch(url(path));
      expect(response.status).toBe(429);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      const problem = (await response.json()) as Record<string, unknown>;
      expect(problem).toMatchObject({
        type: 'urn:nestjs-llm-logging:problem:budget-exceeded',
        status: 429,
        budget: 'b10',
      });
      expect(JSON.stringify(problem)).not.toMatch(/Usd/);
    }
  });

  it('answers 429 on Fastify, too', async () => {
    await define({ name: 'b14', limitUsd: 1, match: { companyId: 'acme', callType: 'route' } });
    await spend('route', 1);
    const options = { context: (): { companyId: string } => ({ companyId: 'acme' }) };
    const fastify = await startAdmin('fastify', database, options, undefined, { controllers: [ChatController] });
    const { body, headers } = await fastify.http.get('/asks').expect(429);
    await fastify.app.close();
    expect(headers['content-type']).toContain('application/problem+json');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body).toMatchObject({ status: 429, budget: 'b14', subject: null, instance: '/asks' });
  });

  it('lets calls through again as soon as the limit is raised', async () => {
    await define({ name: 'b11', match: { callType: 'raised' } });
    await spend('raised', 1);
    await expect(call('raised')).rejects.toBeInstanceOf(LlmBudgetExceededError);
    await define({ name: 'b11', match: { callType: 'raised' }, limitUsd: 2 });
    expect(await call('raised')).toBe('made');
  });

  it('gives back what it has reserved when it stops', async () => {
    await define({ name: 'b12', limitUsd: 100, match: { callType: 'short' } });
    const other = await startContext({ imports: [logging(database)] });
    expect(await other.get(LlmLoggerService).logCall({ callType: 'short' }, () => 'made')).toBe('made');
    expect((await budgets.status({ name: 'b12' }))[0]!.reservedUsd).toBeGreaterThan(0);
    await other.close();
    expect((await budgets.status({ name: 'b12' }))[0]!.reservedUsd).toBe(0);
  });

  it('refuses no call for what another process only holds ready', async () => {
    await define({ name: 'b13', limitUsd: 16, match: { callType: 'ready' }, estimateUsd: 1 });
    const other = await startContext({ imports: [logging(database)] });
    let end = (): void => undefined;
    const underWay = other.get(LlmLoggerService).logCall({ callType: 'ready' }, async (active) => {
      await new Promise<void>((resolve) => (end = resolve));
      active.update({ estimatedCost: 1 });
    });
    while ((await budgets.status({ name: 'b13' }))[0]!.reservedUsd <= 1) await sleep(20);
    await logger.record({ callType: 'ready', estimatedCost: 10 });
    await logger.flush();
    const calls = (count: number): Promise<PromiseSettledResult<string>[]> =>
      Promise.allSettled(Array.from({ length: count }, () => call('ready', 1)));
    const made = (results: readonly { status: string }[]): number =>
      results.filter(({ status }) => status === 'fulfilled').length;
    expect(made(await calls(6))).toBe(5);
    end();
    await underWay;
    await other.close();
    await logger.flush();
    const status = async (): Promise<LlmBudgetStatus> => (await budgets.status({ name: 'b13' }))[0]!;
    while ((await status()).reservedUsd > 0) await sleep(20);
    expect((await status()).spentUsd).toBe(16);
  });

  it.each([
    ['allow', 'made'],
    ['block', 'refused'],
  ] as const)('with the database away: %s', async (onUnavailable, expected) => {
    const budget: LlmBudget = { name: 'away', limitUsd: 1, window: 'day', onLimit: 'block', onUnavailable };
    const away = await startContext({
      imports: [
        logging(database, {
          database: { url: 'postgres://127.0.0.1:1/none' },
          delivery: { durability: 'memory', shutdownTimeoutMs: 100 },
          budgets: [budget],
        }),
      ],
    });
    const outcome = await away
      .get(LlmLoggerService)
      .logCall({ callType: 'any' }, () => 'made')
      .catch((error: unknown) => (error instanceof LlmBudgetExceededError ? 'refused' : error));
    expect(outcome).toBe(expected);
    await away.close();
  });
});
