import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LlmLoggerService, LlmLoggingHealth, LlmLoggingModule } from 'nestjs-llm-logging';
import { startContext } from '../support/application.js';
import { onPglite } from '../support/database.js';
import { report } from './support/figures.js';
import { PostgresServer } from './support/postgres-server.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { temporaryFolder } from './support/temporary.js';

const CALLS = scaled(100, 5_000);

(onPglite ? describe.skip : describe)('a standby that is promoted while connections lead to the old server', () => {
  let old: PostgresServer;
  let standby: PostgresServer;
  let proxy: TcpProxy;
  let journals: ReturnType<typeof temporaryFolder>;
  let apps: INestApplicationContext[];

  beforeEach(async () => {
    apps = [];
    journals = temporaryFolder();
    old = await PostgresServer.start();
    standby = await old.standby();
    proxy = await TcpProxy.start(old.url);
  });
  afterEach(async () => {
    for (const app of apps) await app.close();
    await proxy.close();
    await standby.remove();
    await old.remove();
    journals.remove();
  });

  /** One with connections of its own and one with those of its application. */
  async function startApplications(): Promise<void> {
    const delivery = { journalDirectory: journals.path, flushIntervalMs: 20 };
    const typeorm = TypeOrmModule.forRoot({ type: 'postgres', url: proxy.url, extra: { idleTimeoutMillis: 0 } });
    apps.push(await startContext({ imports: [LlmLoggingModule.forRoot({ database: { url: proxy.url }, delivery })] }));
    const shared = LlmLoggingModule.forRoot({ database: { dataSource: 'default' }, delivery });
    apps.push(await startContext({ imports: [typeorm, shared] }));
  }

  async function record(from: number): Promise<void> {
    for (const [whose, app] of apps.entries())
      for (let n = from; n < from + CALLS; n += 1)
        await app.get(LlmLoggerService).record({ taskId: `${whose}-${n}`, prompt: 'p' });
  }

  const flush = () => Promise.all(apps.map((app) => app.get(LlmLoggerService).flush()));

  /** As long as the old server can be connected to, nothing is written there any more. */
  async function failOver(): Promise<void> {
    await old.query('ALTER SYSTEM SET default_transaction_read_only = on');
    await old.query('SELECT pg_reload_conf()');
    const [{ lsn }] = (await old.query('SELECT pg_current_wal_lsn() AS lsn')) as [{ lsn: string }];
    const caughtUp = async (): Promise<boolean> =>
      (await standby.query('SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS done', [lsn]))[0]!['done'];
    while (!(await caughtUp())) await sleep(10);
    await standby.query('SELECT pg_promote(true)');
    proxy.leadTo(standby.url);
  }

  it(
    'takes all calls over, by the own connections of the log and by those of the application',
    async () => {
      await startApplications();
      await record(0);
      await flush();
      await failOver();
      await record(CALLS);
      await flush();
      const sql = 'SELECT count(*)::int AS rows, count(DISTINCT task_id)::int AS calls FROM llm_calls';
      expect(await standby.query(sql)).toEqual([{ rows: 4 * CALLS, calls: 4 * CALLS }]);
      for (const app of apps)
        expect(app.get(LlmLoggingHealth).report()).toMatchObject({
          status: 'up',
          droppedRecords: 0,
          refusedRecords: 0,
        });
      report({ fault: 'standby promoted', extent: 'once', acknowledged: 4 * CALLS, lost: 0, doubled: 0 });
    },
    PATIENCE_MS,
  );
});
