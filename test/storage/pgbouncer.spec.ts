import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import {
  LlmCallRepository,
  LlmCleanupService,
  LlmLoggerService,
  LlmSearchIndexService,
  LlmStatsService,
  LlmRollupService,
} from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { createEmptyDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { hasPgBouncer, startPgBouncer, type PgBouncer } from '../support/pgbouncer.js';

if (!hasPgBouncer)
  console.warn('PgBouncer is not installed (Debian: apt-get install pgbouncer): its tests are skipped.');

const DAY_MS = 86_400_000;

(onPglite || !hasPgBouncer ? describe.skip : describe)('behind PgBouncer in transaction mode', () => {
  let database: TestDatabase;
  let pooler: PgBouncer;
  let apps: INestApplicationContext[] = [];

  beforeAll(async () => {
    database = await createEmptyDatabase();
    pooler = await startPgBouncer(database, 3);
    const imports = () => [
      logging(database, { database: { url: pooler.url }, retention: { days: 30, enabled: false } }),
    ];
    apps = await Promise.all(Array.from({ length: 6 }, () => startContext({ imports: imports() })));
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await pooler?.stop();
    await database?.drop();
  });

  it('six starts at once migrate once, and leave no lock', async () => {
    const ran = await database.query<{ name: string }>('SELECT name FROM llm_logging_migrations');
    expect(ran.length).toBe(new Set(ran.map(({ name }) => name)).size);
    expect(ran.length).toBeGreaterThan(0);
    expect(await locks()).toEqual([]);
  });

  it('stores, answers, erases and cleans up, and leaves no lock', async () => {
    const startedAt = new Date(Date.now() - 40 * DAY_MS);
    for (const app of apps) {
      await app.get(LlmLoggerService).record({ userId: 'u', promptTokens: 1 });
      await app.get(LlmLoggerService).record({ userId: 'old', startedAt, promptTokens: 1 });
    }
    await Promise.all(apps.map((app) => app.get(LlmLoggerService).flush()));
    const app = apps[0]!;
    await app.get(LlmRollupService).refresh();
    expect(await app.get(LlmStatsService).getCostStats({ days: 90 })).toMatchObject({ totalCalls: 12 });
    const reports = await Promise.all(apps.map((each) => each.get(LlmCleanupService).run()));
    expect(reports.reduce((sum, report) => sum + (report?.removed ?? 0), 0)).toBe(6);
    expect(await app.get(LlmCleanupService).run()).toMatchObject({ removed: 0 });
    expect(await app.get(LlmCallRepository).eraseUser('u')).toBe(6);
    expect(await locks()).toEqual([]);
  });

  it('refuses to make search indexes, which need a session', async () => {
    await expect(apps[0]!.get(LlmSearchIndexService).makeMissing()).rejects.toThrow('through a pooler');
  });

  const locks = (): Promise<unknown[]> =>
    database.query(`SELECT objid FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
});
