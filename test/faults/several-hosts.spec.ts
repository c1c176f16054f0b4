import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmLoggerService, LlmLoggingHealth, LlmLoggingModule, LlmStatsService } from 'nestjs-llm-logging';
import { startContext } from '../support/application.js';
import { onPglite } from '../support/database.js';
import { PostgresServer } from './support/postgres-server.js';
import { PATIENCE_MS } from '../support/scale.js';
import { temporaryFolder } from './support/temporary.js';

(onPglite ? describe.skip : describe)('a URL with a primary and its standby', () => {
  let primary: PostgresServer;
  let standby: PostgresServer;
  let journals: ReturnType<typeof temporaryFolder>;
  let app: INestApplicationContext;

  beforeAll(async () => {
    journals = temporaryFolder();
    primary = await PostgresServer.start();
    standby = await primary.standby();
    app = await startContext({
      imports: [
        LlmLoggingModule.forRoot({
          database: { url: urlOf('primary') },
          statsDatabase: { url: urlOf('standby') },
          delivery: { journalDirectory: journals.path, flushIntervalMs: 20 },
        }),
      ],
    });
  });
  afterAll(async () => {
    await app?.close();
    await standby?.remove();
    await primary?.remove();
    journals.remove();
  });

  /** The standby is named first. */
  const urlOf = (kind: string): string =>
    `postgres://postgres@127.0.0.1:${standby.port},127.0.0.1:${primary.port}/postgres?target_session_attrs=${kind}`;

  async function record(taskId: string): Promise<void> {
    await app.get(LlmLoggerService).record({ taskId });
    await app.get(LlmLoggerService).flush();
  }

  /** Tables, too, arrive there when they do. */
  async function standbyCaughtUp(): Promise<void> {
    const [written] = await primary.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn');
    const isThere = 'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS there';
    while (!(await standby.query<{ there: boolean }>(isThere, [written!.lsn]))[0]!.there);
  }

  it(
    'leads writers to the primary and questions to the standby, and writers to the standby once it is promoted',
    async () => {
      await record('before');
      expect(await primary.query('SELECT task_id FROM llm_calls')).toEqual([{ task_id: 'before' }]);
      await standbyCaughtUp();
      expect(await app.get(LlmStatsService).getCostStats({ days: 1 })).toMatchObject({ totalCalls: 1 });

      await primary.end('SIGKILL');
      await standby.query('SELECT pg_promote(true)');
      await record('after');
      expect(await standby.query('SELECT task_id FROM llm_calls ORDER BY id')).toEqual([
        { task_id: 'before' },
        { task_id: 'after' },
      ]);
      expect(app.get(LlmLoggingHealth).report()).toMatchObject({ status: 'up', droppedRecords: 0, refusedRecords: 0 });
    },
    PATIENCE_MS,
  );
});
