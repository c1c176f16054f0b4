import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmLoggerService, LlmStatsService } from 'nestjs-llm-logging';
import { logging, moduleOf } from '../support/application.js';
import { createEmptyDatabase, createTestDatabase, onCitus, type TestDatabase } from '../support/database.js';
import { NestMessages } from '../support/nest-messages.js';

describe.each([undefined, 'llm'])('tables that somebody dropped, in the schema %s', (schema) => {
  let database: TestDatabase;
  let messages: NestMessages;
  let app: INestApplicationContext;
  const place = schema ?? 'public';

  const start = async (): Promise<void> => {
    const at = { url: database.url, poolSize: 2, ...(schema && { schema }) };
    const module = moduleOf({ imports: [logging(database, { database: at })] });
    app = await NestFactory.createApplicationContext(module, { logger: messages, abortOnError: false });
  };
  const record = async (model: string): Promise<void> => {
    await app.get(LlmLoggerService).record({ model, promptTokens: 1, completionTokens: 1 });
    await app.get(LlmLoggerService).flush();
  };
  const models = async (): Promise<unknown[]> =>
    (await database.query(`SELECT model FROM ${place}.llm_calls ORDER BY id`)).map((row) => row['model']);
  const drop = async (which: string): Promise<void> => {
    const tables = await database.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = '${place}'::regnamespace AND ${which}`,
    );
    await database.query(`DROP TABLE ${tables.map(({ name }) => `${place}.${name}`).join(', ')} CASCADE`);
  };
  const said = (): string[] => messages.all.filter((line) => line.includes('made anew'));

  beforeEach(async () => {
    messages = new NestMessages();
    database = await (schema === undefined && !onCitus ? createTestDatabase() : createEmptyDatabase());
    await start();
    await record('before');
  });

  afterEach(async () => {
    await app.close();
    Logger.overrideLogger(false);
    await database.drop();
  });

  it.each([
    ['all of them', 'true'],
    ['all but its notes of migrations', `relname <> 'llm_logging_migrations'`],
  ])('are made anew while the application runs: %s', async (_name, which) => {
    const [id] = await database.query(`SELECT id FROM ${place}.llm_database`);
    await drop(which);
    await record('after');
    await app
      .get(LlmStatsService)
      .getCostStats()
      .catch(() => undefined);
    expect((await app.get(LlmStatsService).getCostStats()).totalCalls).toBeGreaterThan(0);
    expect(await models()).toContain('after');
    expect(said()).not.toEqual([]);
    expect(await database.query(`SELECT id FROM ${place}.llm_database`)).toEqual([id]);
  });

  it.each([
    ['all but its notes of migrations', `relname <> 'llm_logging_migrations'`, ['after']],
    ['some of them', `relname IN ('llm_hour_rollups', 'llm_open_calls')`, ['before', 'after']],
  ])('are made anew at the next start, which says so: %s', async (_name, which, kept) => {
    await app.close();
    await drop(which);
    await start();
    await record('after');
    expect(said()).toHaveLength(1);
    expect(await models()).toEqual(kept);
    expect((await app.get(LlmStatsService).getCostStats()).totalCalls).toBe(kept.length);
  });
});
