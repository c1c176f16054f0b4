import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { TypeOrmModule, getRepositoryToken } from '@nestjs/typeorm';
import { SchedulerRegistry, ScheduleModule } from '@nestjs/schedule';
import { Column, Entity, PrimaryColumn, type Repository } from 'typeorm';
import {
  type FinishedLlmCall,
  LlmCall,
  type LlmCallFilters,
  LlmCallRepository,
  LlmCleanupService,
  LLM_LOGGING_DATA_SOURCE,
  LlmLoggerService,
  LlmLoggingModule,
  LlmQueryError,
  LlmStatsService,
} from 'nestjs-llm-logging';
import { createEmptyDatabase, createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { logging, startContext } from '../support/application.js';

const day = (n: number) => new Date(Date.UTC(2026, 0, n));
const PARENT = '019b7600-0000-7000-8000-000000000001';

/** One call of each kind that a filter can distinguish, by name. */
const CALLS: Record<string, FinishedLlmCall> = {
  chat: {
    callType: 'chat',
    provider: 'openai',
    model: 'gpt-4o',
    userId: 'u1',
    sessionId: 's1',
    startedAt: day(1),
    promptTokens: 1_000_000,
    completionTokens: 0,
    latencyMs: 100,
    prompt: '100% of_it',
  },
  query: {
    callType: 'rag_query',
    provider: 'anthropic',
    model: 'claude',
    companyId: 'c1',
    traceId: 't1',
    startedAt: day(2),
    latencyMs: 2_000,
    response: 'Found: DELIVERY',
  },
  failed: {
    callType: 'chat',
    provider: 'openai',
    model: 'gpt-4o-mini',
    reviewId: 'r1',
    taskId: 'k1',
    startedAt: day(3),
    error: new Error('delivery failed'),
    latencyMs: 5,
  },
  child: {
    callType: 'embedding',
    provider: 'openai',
    model: 'e',
    parentCallId: PARENT,
    tags: ['a', 'b'],
    metadata: { deep: { k: 1 }, other: true },
    startedAt: day(4),
    latencyMs: 1,
  },
};

describe('LlmCallRepository', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let repository: LlmCallRepository;
  const names = new Map<string, string>();

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startContext({ imports: [logging(database)] });
    repository = app.get(LlmCallRepository);
    for (const [name, call] of Object.entries(CALLS)) names.set(await app.get(LlmLoggerService).record(call), name);
    await app.get(LlmLoggerService).flush();
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  const found = async (filters: LlmCallFilters) =>
    (await repository.listByFilters(filters)).items.map(({ id }) => names.get(id));

  it.each<[LlmCallFilters, string[]]>([
    [{}, ['child', 'failed', 'query', 'chat']],
    [{ callType: 'chat' }, ['failed', 'chat']],
    [{ callType: ['rag_query', 'embedding'] }, ['child', 'query']],
    [{ status: 'error' }, ['failed']],
    [{ status: ['error', 'success'] }, ['child', 'failed', 'query', 'chat']],
    [{ provider: 'anthropic' }, ['query']],
    [{ model: ['gpt-4o', 'e'] }, ['child', 'chat']],
    [{ userId: 'u1' }, ['chat']],
    [{ sessionId: 's1' }, ['chat']],
    [{ companyId: 'c1' }, ['query']],
    [{ reviewId: 'r1' }, ['failed']],
    [{ taskId: 'k1' }, ['failed']],
    [{ traceId: 't1' }, ['query']],
    [{ parentCallId: PARENT }, ['child']],
    [{ tags: ['b', 'a'] }, ['child']],
    [{ tags: ['a', 'c'] }, []],
    [{ metadata: { deep: { k: 1 } } }, ['child']],
    [{ startDate: day(3) }, ['child', 'failed']],
    [{ endDate: '2026-01-02' }, ['chat']],
    [{ startDate: day(2), endDate: day(4) }, ['failed', 'query']],
    [{ minCost: 1 }, ['chat']],
    [{ minLatencyMs: 100 }, ['query', 'chat']],
    [{ model: '-gpt-4o' }, ['child', 'failed', 'query']],
    [{ model: ['-gpt-4o', '-e'] }, ['failed', 'query']],
    [{ provider: 'openai', status: '-error' }, ['child', 'chat']],
    [{ companyId: '-*' }, ['child', 'failed', 'chat']],
    [{ tags: ['-a'] }, ['failed', 'query', 'chat']],
    [{ tags: ['-*'], model: ['claude', '-*'] }, ['query']],
    [{ sort: 'time', order: 'asc' }, ['chat', 'query', 'failed', 'child']],
    [{ sort: 'latency' }, ['query', 'chat', 'failed', 'child']],
    [{ sort: 'latency', order: 'asc' }, ['child', 'failed', 'chat', 'query']],
    [{ sort: 'cost' }, ['chat', 'child', 'failed', 'query']],
    [{ sort: 'tokens', order: 'asc', provider: 'openai' }, ['chat', 'failed', 'child']],
    [{ search: 'delivery' }, ['failed', 'query']],
    [{ search: '100% of_' }, ['chat']],
    [{ search: '100%_of' }, []],
    [{ callType: 'chat', provider: 'openai', startDate: day(2), search: 'DELIVERY', minLatencyMs: 5 }, ['failed']],
  ])('finds by %j', async (filters, wanted) => {
    expect(await found(filters)).toEqual(wanted);
  });

  it.each<[string, object]>([
    ['limit', { limit: 0 }],
    ['limit', { limit: 501 }],
    ['cursor', { cursor: 'x' }],
    ['status', { status: 'done' }],
    ['startDate', { startDate: 'soon' }],
    ['parentCallId', { parentCallId: '7' }],
    ['userId', { userId: { $ne: 1 } }],
    ['minCost', { minCost: '1' }],
    ['metadata', { metadata: [] }],
    ['nonsense', { nonsense: 1 }],
  ])('names %s when it is wrong: %j', async (field, filters) => {
    await expect(repository.listByFilters(filters)).rejects.toMatchObject({ name: 'LlmQueryError', field });
  });

  it('finds one call with all that was recorded, and no other', async () => {
    const id = [...names].find(([, name]) => name === 'child')![0];
    const call = await repository.findById(id);
    expect(call).toBeInstanceOf(LlmCall);
    expect(call).toMatchObject({
      tags: ['a', 'b'],
      metadata: { deep: { k: 1 }, other: true },
      startedAt: day(4),
      latencyMs: 1,
      parentCallId: PARENT,
    });
    expect(await repository.findById(PARENT)).toBeNull();
    expect(await repository.findById('nonsense')).toBeNull();
  });

  it('gives the entity to TypeORM too', async () => {
    const typeorm = app.get<Repository<LlmCall>>(getRepositoryToken(LlmCall, LLM_LOGGING_DATA_SOURCE));
    expect(await typeorm.findOneBy({ userId: 'u1' })).toMatchObject({ estimatedCost: 2.5, callType: 'chat' });
  });

  it('pages without skipping or repeating while calls come in', async () => {
    const logger = app.get(LlmLoggerService);
    const before = await Promise.all(
      Array.from({ length: 95 }, (_one, n) => logger.record({ callType: 'system', sessionId: 'paging', latencyMs: n })),
    );
    await logger.flush();
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await repository.listByFilters({ sessionId: 'paging', limit: 10, cursor: cursor ?? undefined });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      await logger.record({ callType: 'system', sessionId: 'paging' });
      await logger.flush();
    } while (cursor !== null);
    expect(seen).toHaveLength(95);
    expect(new Set(seen)).toEqual(new Set(before));
    expect([...seen].sort().reverse()).toEqual(seen);
  });

  it.each([
    ['time', 'asc'],
    ['cost', 'desc'],
    ['cost', 'asc'],
    ['latency', 'desc'],
    ['tokens', 'asc'],
  ] as const)('pages by %s, %s, through calls that have no value too', async (sort, order) => {
    const whole = (await repository.listByFilters({ sort, order, limit: 500 })).items.map(({ id }) => id);
    const paged: string[] = [];
    for (let cursor: string | undefined; paged.length <= whole.length;) {
      const page = await repository.listByFilters({ sort, order, limit: 1, cursor });
      paged.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
  });

  it('goes on in one order only, and says so', async () => {
    const { nextCursor } = await repository.listByFilters({ sort: 'cost', limit: 1 });
    for (const cursor of [nextCursor!, 'nonsense'])
      await expect(repository.listByFilters({ sort: 'latency', cursor })).rejects.toThrow(
        /cursor: .*in the same order/,
      );
    await expect(repository.listByFilters({ sort: 'fame' as never })).rejects.toThrow(
      'sort: must be one of time, cost, latency, tokens',
    );
  });

  it('sums what a plain computation sums', async () => {
    const stats = await app.get(LlmStatsService).getCostStats({ startDate: day(1), endDate: day(5) });
    const { items } = await repository.listByFilters({ startDate: day(1), endDate: day(5) });
    expect(stats.totalCalls).toBe(items.length);
    expect(stats.totalCost).toBe(items.reduce((sum, { estimatedCost }) => sum + (estimatedCost ?? 0), 0));
    expect(Object.keys(stats.byProvider).sort()).toEqual(['anthropic', 'openai']);
    expect(Object.values(stats.byCallType).reduce((sum, { totalCalls }) => sum + totalCalls, 0)).toBe(items.length);
    await expect(app.get(LlmStatsService).getCostStats({ days: 0 })).rejects.toBeInstanceOf(LlmQueryError);
    expect(await app.get(LlmStatsService).getPerformanceStats({ model: 'none' })).toMatchObject({
      totalCalls: 0,
      p95LatencyMs: null,
      successRate: null,
    });
  });

  it('erases a user', async () => {
    await app.get(LlmLoggerService).record({ userId: 'to-erase' });
    await app.get(LlmLoggerService).flush();
    expect(await repository.eraseUser('to-erase')).toBe(1);
    expect(await found({ userId: 'to-erase' })).toEqual([]);
  });
});

describe('cleanup', () => {
  it('removes what is old, partitions and rows, and returns how many', async () => {
    const database = await createTestDatabase();
    const app = await startContext({ imports: [logging(database, { retention: { days: 10 } })] });
    const logger = app.get(LlmLoggerService);
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
    for (const days of [400, 400, 100, 11, 9, 0]) await logger.record({ startedAt: ago(days) });
    await logger.flush();
    expect(await app.get(LlmCallRepository).cleanupOldLogs({ daysOld: 200 })).toBe(2);
    expect(await app.get(LlmCleanupService).run()).toMatchObject({ removed: 2, emptied: 0 });
    expect(await database.query('SELECT count(*)::int AS n FROM llm_calls')).toEqual([{ n: 2 }]);
    await expect(app.get(LlmCallRepository).cleanupOldLogs({ daysOld: -1 })).rejects.toThrow('daysOld');
    await app.close();
    await database.drop();
  });

  it('stands in the application’s SchedulerRegistry, and does without one', async () => {
    const database = await createTestDatabase();
    const app = await startContext({
      imports: [logging(database, { retention: { days: 1 } }), ScheduleModule.forRoot()],
    });
    await app.init();
    expect(app.get(SchedulerRegistry).getCronJob('llm-logging.cleanup')).toBeDefined();
    await app.close();
    const without = await startContext({ imports: [logging(database, { retention: { days: 1 } })] });
    await without.init();
    await without.close();
    await database.drop();
  });

  (onPglite ? it.skip : it)('is done by one instance at a time', async () => {
    const database = await createTestDatabase();
    const apps = await Promise.all(
      [1, 2, 3].map(() => startContext({ imports: [logging(database, { retention: { days: 1 } })] })),
    );
    await Promise.all(
      Array.from({ length: 200 }, () =>
        apps[0]!.get(LlmLoggerService).record({ startedAt: new Date(Date.now() - 3 * 86_400_000) }),
      ),
    );
    await apps[0]!.get(LlmLoggerService).flush();
    const removed = await Promise.all(apps.map((app) => app.get(LlmCleanupService).run()));
    expect(removed.reduce<number>((sum, report) => sum + (report?.removed ?? 0), 0)).toBe(200);
    for (const app of apps) await app.close();
    await database.drop();
  });
});

@Entity('own_things')
class OwnThing {
  @PrimaryColumn('int')
  id!: number;

  @Column('text')
  name!: string;
}

describe('the database of an application', () => {
  (onPglite ? it.skip : it)('is migrated once by ten instances that start at once', async () => {
    const database = await createEmptyDatabase();
    const apps = await Promise.all(Array.from({ length: 10 }, () => startContext({ imports: [logging(database)] })));
    // On a busy machine an application starts before its database is ready.
    for (const app of apps) {
      await app.get(LlmLoggerService).record({});
      await app.get(LlmLoggerService).flush();
    }
    const ran = (await database.query('SELECT name FROM llm_logging_migrations')).map(({ name }) => name);
    expect(ran).toHaveLength(new Set(ran).size);
    for (const app of apps) await app.close();
    expect(await database.query('SELECT count(*)::int AS n FROM llm_calls')).toEqual([{ n: 10 }]);
    await database.drop();
  });

  it('may be shared, by its name, pool and all, and outlives the log', async () => {
    const database = await createTestDatabase();
    const typeorm = TypeOrmModule.forRoot({
      name: 'reports',
      type: 'postgres',
      url: database.url,
      entities: [OwnThing],
      synchronize: true,
      poolSize: 1,
    });
    const app = await startContext({
      imports: [typeorm, LlmLoggingModule.forRoot({ database: { dataSource: 'reports', schema: 'Own log' } })],
    });
    const id = await app.get(LlmLoggerService).record({ prompt: 'shared' });
    await app.get(LlmLoggerService).flush();
    expect(await app.get(LlmCallRepository).findById(id)).toMatchObject({ prompt: 'shared' });
    await app.get(LlmLoggerService).record({ prompt: 'at shutdown' });
    await app.close();
    expect(await database.query('SELECT prompt FROM "Own log"."llm_calls" ORDER BY id')).toEqual([
      { prompt: 'shared' },
      { prompt: 'at shutdown' },
    ]);
    await database.drop();
  });

  it('has to be named right', async () => {
    await expect(
      startContext({ imports: [LlmLoggingModule.forRoot({ database: { dataSource: 'nowhere' } })] }),
    ).rejects.toThrow('There is no TypeORM DataSource "nowhere"');
  });
});

it('lists everything that is wrong with the options', async () => {
  const wrong = {
    database: { url: 'mysql://x', poolSize: 0 },
    delivery: { flushInterval: 1 },
    retention: { cron: 'never' },
    capture: { payloads: 'no', fetch: 1, hosts: { 'http://x': 'a' } },
    refreshPrices: { everyHours: 0, url: 'ftp://x' },
    prices: [
      { model: '', promptPerMillion: -1 },
      { discount: 2, promptPerMillion: 1 },
    ],
    admin: { path: 7 },
    typo: true,
  };
  const error = await startContext({ imports: [LlmLoggingModule.forRoot(wrong as never)] }).catch(
    (thrown: Error) => thrown,
  );
  const { message } = error as Error;
  for (const part of [
    'database.url',
    'database.poolSize',
    'delivery.flushInterval: is no option',
    'retention.cron',
    'capture.payloads',
    'capture.fetch',
    'capture.hosts',
    'refreshPrices.everyHours',
    'refreshPrices.url',
    'prices[1].discount',
    'prices[1]: give either a `discount`',
    'prices[0].model',
    'prices[0].promptPerMillion',
    'prices[0].completionPerMillion: is missing',
    'admin.path',
    'admin: it would let everyone',
    'typo: is no option',
  ]) {
    expect(message).toContain(part);
  }
});
