import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import {
  LlmCallRepository,
  LlmCleanupService,
  LlmLoggerService,
  LlmStatsService,
  LlmRollupService,
} from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';

const DAY_MS = 86_400_000;
const RETENTION = { days: 20, payloadDays: 1, enabled: false };

// PGlite has no publications. PostgreSQL refuses updates and deletes of published tables without a key, whoever subscribes.
(onPglite ? describe.skip : describe)('a publication for all tables', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.query('CREATE PUBLICATION everything FOR ALL TABLES');
    app = await startContext({ imports: [logging(database, { retention: RETENTION })] });
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  it('has every change: of calls, rollups that are made anew, removal and erasure', async () => {
    const logger = app.get(LlmLoggerService);
    const rollups = app.get(LlmRollupService);
    const calls = () => app.get(LlmStatsService).getCostStats({ days: 60 });
    for (const total of [2, 4]) {
      for (const days of [5, 40])
        await logger.record({ userId: 'u', tags: ['t'], prompt: 'p', promptTokens: 1, startedAt: daysAgo(days) });
      await logger.flush();
      expect((await rollups.refresh()).days).toBe(2);
      expect(await calls()).toMatchObject({ totalCalls: total });
    }
    expect(await app.get(LlmCleanupService).run()).toMatchObject({ removed: 2, emptied: 2 });
    expect(await app.get(LlmCallRepository).eraseUser('u')).toBe(2);
    await rollups.refresh();
    expect(await calls()).toMatchObject({ totalCalls: 4, promptTokens: 4 });
  });

  it('knows each row of each table by its key', async () => {
    const tables = await database.query<{ name: string }>(
      `SELECT schemaname || '.' || tablename AS name FROM pg_publication_tables AS p WHERE schemaname NOT LIKE 'pg\\_%' AND NOT EXISTS (
  SELECT FROM pg_index WHERE indrelid = format('%I.%I', schemaname, tablename)::regclass AND indisprimary)`,
    );
    expect(tables).toEqual([]);
  });
});

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_MS);
}
