import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmCallRepository, LlmDatabaseUnavailableError, LlmLoggerService, LlmLoggingModule } from 'nestjs-llm-logging';
import { freePort, startPostgres } from '../support/postgres.mjs';
import { createTestDatabase, onCitus, onPglite, type TestDatabase } from '../support/database.js';
import { logging, startContext, storedCalls } from '../support/application.js';

describe('delivery', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;

  beforeAll(async () => {
    database = await createTestDatabase();
    // On Citus a batch costs several times as much, whatever is in it.
    const maxBatchRows = onCitus ? 500 : 50;
    app = await startContext({ imports: [logging(database, { delivery: { maxBatchRows } })] });
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  it('stores every call of a burst, complete', async () => {
    const logger = app.get(LlmLoggerService);
    await Promise.all(
      Array.from({ length: 3_000 }, async (_one, n) => {
        const id = await logger.start({ callType: 'chat', prompt: `p${n}`.padEnd(500) });
        await new Promise((resolve) => setTimeout(resolve, n % 20));
        await logger.complete(id, { response: `r${n}` });
      }),
    );
    await logger.flush();
    const sql = `SELECT count(*)::int AS n, count(DISTINCT prompt)::int AS prompts FROM llm_calls WHERE status = 'success' AND ltrim(rtrim(prompt), 'p') = ltrim(response, 'r')`;
    expect(await database.query(sql)).toEqual([{ n: 3_000, prompts: 3_000 }]);
  });

  it('waits in flush() for what was accepted before, not for what comes after', async () => {
    const logger = app.get(LlmLoggerService);
    let goesOn = true;
    const traffic = (async () => {
      while (goesOn) {
        await logger.record({ prompt: 'traffic' });
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    })();
    try {
      for (let n = 0; n < 10; n += 1) {
        const id = await logger.record({ prompt: `before ${n}` });
        await logger.flush();
        expect(await app.get(LlmCallRepository).findById(id)).not.toBeNull();
      }
    } finally {
      goesOn = false;
      await traffic;
    }
  });

  it('flushes by itself, without being asked', async () => {
    const id = await app.get(LlmLoggerService).record({ prompt: 'unasked' });
    for (let tries = 0; tries < 100 && (await app.get(LlmCallRepository).findById(id)) === null; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await app.get(LlmCallRepository).findById(id)).not.toBeNull();
  });

  it('lets a call that has begun wait for its outcome while others fill batches, and in flush() no longer', async () => {
    const patient = { maxBatchRows: 50, flushIntervalMs: 60_000 };
    const waiting = await startContext({ imports: [logging(database, { delivery: patient })] });
    try {
      const logger = waiting.get(LlmLoggerService);
      const stored = (id: string) => waiting.get(LlmCallRepository).findById(id);
      const [short, long] = [await logger.start({ prompt: 'short' }), await logger.start({ prompt: 'long' })];
      await logger.complete(short, { response: 'soon' });
      let last = '';
      for (let n = 0; n < 50; n += 1) last = await logger.record({ prompt: `another ${n}` });
      for (let tries = 0; tries < 200 && (await stored(short)) === null; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await stored(short)).toMatchObject({ status: 'success', prompt: 'short', response: 'soon' });
      expect(await stored(long)).toBeNull();
      await logger.flush();
      expect(await stored(last)).not.toBeNull();
      expect(await stored(long)).toMatchObject({ status: 'pending', prompt: 'long' });
      await logger.complete(long, { response: 'at last' });
      await logger.flush();
      expect(await stored(long)).toMatchObject({ status: 'success', prompt: 'long', response: 'at last' });
    } finally {
      await waiting.close();
    }
  });

  it('sets a refused call aside and stores the rest of its batch', async () => {
    await storedCalls(app, database);
    await database.query(`TRUNCATE llm_calls; `);
    await database.query(`ALTER TABLE llm_calls ADD CONSTRAINT no_poison CHECK (prompt <> 'poison')`);
    const logger = app.get(LlmLoggerService);
    for (let n = 0; n < 20; n += 1) await logger.record({ prompt: n === 13 ? 'poison' : `fine ${n}` });
    expect(await storedCalls(app, database)).toHaveLength(19);
    const refused = await database.query<{ record: string; reason: string }>(
      'SELECT record, reason FROM llm_refused_calls',
    );
    expect(refused).toHaveLength(1);
    expect(JSON.parse(refused[0]!.record)).toMatchObject({ prompt: 'poison', status: 'success' });
    expect(refused[0]!.reason).toContain('no_poison');
    await database.query('ALTER TABLE llm_calls DROP CONSTRAINT no_poison');
  });

  it('cuts what is too long, and keeps no texts where it shall not', async () => {
    const short = await startContext({ imports: [logging(database, { capture: { maxPayloadBytes: 1_000 } })] });
    const id = await short
      .get(LlmLoggerService)
      .record({ prompt: `head ${'x'.repeat(50_000)} tail`, metadata: { big: 'y'.repeat(5_000) } });
    await short.get(LlmLoggerService).flush();
    const call = await short.get(LlmCallRepository).findById(id);
    await short.close();
    expect(call!.prompt).toMatch(/^head x+\n… \[\d+ of 50010 bytes cut\] …\nx+ tail$/);
    expect(Buffer.byteLength(call!.prompt!)).toBeLessThanOrEqual(1_000);
    expect(Object.keys(call!.metadata)).toEqual(['truncated']);

    const numbers = await startContext({ imports: [logging(database, { capture: { payloads: false } })] });
    const other = await numbers.get(LlmLoggerService).record({
      prompt: 'secret',
      response: 'secret',
      systemPrompt: 'secret',
      toolCalls: [{ name: 'secret', arguments: {} }],
      requestParameters: { a: 'secret' },
      promptTokens: 5,
    });
    await numbers.get(LlmLoggerService).flush();
    const kept = await numbers.get(LlmCallRepository).findById(other);
    await numbers.close();
    expect(JSON.stringify(kept)).not.toContain('secret');
    expect(kept!.promptTokens).toBe(5);
  });

  it('bounds its memory: texts go first, then calls, and numbers stay right', async () => {
    const away = await startContext({
      imports: [
        LlmLoggingModule.forRoot({
          database: { url: 'postgres://x@127.0.0.1:1/x' },
          delivery: { durability: 'memory', maxBufferedBytes: 1_000_000, shutdownTimeoutMs: 100 },
        }),
      ],
    });
    const logger = away.get(LlmLoggerService);
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 20_000; n += 1) await logger.record({ prompt: `${n} `.repeat(1_000) });
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000);
    await expect(logger.flush()).rejects.toBeInstanceOf(LlmDatabaseUnavailableError);
    await expect(logger.getCostStats()).rejects.toBeInstanceOf(LlmDatabaseUnavailableError);
    await away.close();
  });
});

(onPglite ? describe.skip : describe)('a database that is away', () => {
  it('is waited for, and gets everything when it is there', async () => {
    const port = await freePort();
    const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
    const app = await startContext({ imports: [LlmLoggingModule.forRoot({ database: { url } })] });
    const ids = await Promise.all(
      [1, 2, 3].map((n) => app.get(LlmLoggerService).record({ prompt: `while away ${n}` })),
    );
    const postgres = await startPostgres({ port });
    await app.get(LlmLoggerService).flush();
    for (const id of ids) expect(await app.get(LlmCallRepository).findById(id)).not.toBeNull();
    await app.close();
    await postgres.stop();
  });

  it('may drop its connections at any time', async () => {
    const database = await createTestDatabase();
    const app = await startContext({ imports: [logging(database)] });
    const logger = app.get(LlmLoggerService);
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 100 }, () => logger.record({ prompt: `round ${round}` })));
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'nestjs-llm-logging' AND datname = current_database()`,
      );
    }
    expect(await storedCalls(app, database)).toHaveLength(1_000);
    await app.close();
    await database.drop();
  });
});
