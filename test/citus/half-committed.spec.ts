import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmCallRepository, LlmLoggerService, LlmStatsService, LlmRollupService } from 'nestjs-llm-logging';
import { TcpProxy } from '../faults/support/tcp-proxy.js';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, onCitus, type TestDatabase } from '../support/database.js';

const CALLS = 200;
/** Of one transaction, on one worker. */
const COMMIT = /COMMIT PREPARED '[^']+'/;
const DAY = { startDate: '2026-03-02T00:00:00Z', endDate: '2026-03-03T00:00:00Z' };

(onCitus ? describe : describe.skip)('a worker cut off between PREPARE and COMMIT PREPARED', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let app: INestApplicationContext;

  beforeEach(async () => {
    database = await createTestDatabase();
    const [worker] = await database.query<{ nodeid: number; nodename: string; nodeport: number }>(
      'SELECT nodeid, nodename, nodeport FROM pg_dist_node WHERE groupid > 0 ORDER BY groupid LIMIT 1',
    );
    proxy = await TcpProxy.start(`postgres://${worker!.nodename}:${worker!.nodeport}/`);
    const { hostname, port } = new URL(proxy.url);
    await database.query('SELECT citus_update_node($1, $2, $3)', [worker!.nodeid, hostname, Number(port)]);
    app = await startContext({ imports: [logging(database, { retention: { enabled: false } })] });
    await write(CALLS, 'before');
    await app.get(LlmRollupService).refresh();
  });

  afterEach(async () => {
    await app?.close();
    await proxy?.close();
    await database?.drop();
  });

  it('costs no call and no cent: the hour is summed again once the worker has recovered', async () => {
    proxy.refuseStatement(COMMIT);
    await write(CALLS, 'half');
    expect(proxy.cuts).toBeGreaterThan(0);
    expect(await rows()).toBeLessThan(2 * CALLS);

    await app.get(LlmRollupService).refresh();
    expect(await notes()).toBeGreaterThan(0);
    expect(await database.query('SELECT count(*)::int AS calls FROM pg_dist_transaction')).not.toEqual([{ calls: 0 }]);

    proxy.heal();
    // What Citus does by itself every minute.
    await database.query('SELECT recover_prepared_transactions()');
    expect(await rows()).toBe(2 * CALLS);
    expect(await cost()).toMatchObject({ totalCalls: 2 * CALLS });
    await app.get(LlmRollupService).refresh();
    expect(await notes()).toBe(0);
    expect(await summed()).toBe(2 * CALLS);
    expect(await cost()).toMatchObject({ totalCalls: 2 * CALLS, totalCost: expect.closeTo(2 * CALLS * 0.5, 9) });
  });

  it('brings back no call of an erased person, and no partition is dropped before', async () => {
    proxy.refuseStatement(COMMIT);
    await write(CALLS, 'erased');
    await expect(app.get(LlmCallRepository).eraseUser('erased')).rejects.toThrow('A worker of Citus');
    await app.get(LlmCallRepository).cleanupOldLogs({ daysOld: 1 });
    expect(await database.query(`SELECT to_regclass('llm_calls_20260301_20260401') AS there`)).toEqual([
      { there: expect.stringContaining('llm_calls') },
    ]);

    proxy.heal();
    await database.query('SELECT recover_prepared_transactions()');
    expect(await rows()).toBeGreaterThan(0);
    await app.get(LlmCallRepository).eraseUser('erased');
    expect(await rows()).toBe(0);
  });

  it('takes no note of an hour while a worker is away', async () => {
    await write(1, 'late');
    proxy.refuse(true);
    await expect(app.get(LlmRollupService).refresh()).rejects.toThrow();
    expect(await notes()).toBeGreaterThan(0);
    proxy.refuse(false);
    await app.get(LlmRollupService).refresh();
    expect(await summed()).toBe(CALLS + 1);
  });

  async function write(calls: number, userId: string): Promise<void> {
    const logger = app.get(LlmLoggerService);
    const startedAt = new Date('2026-03-02T10:10:00Z');
    await Promise.all(
      Array.from({ length: calls }, () =>
        logger.record({ startedAt, userId, model: 'm', latencyMs: 5, promptTokens: 1, estimatedCost: 0.5 }),
      ),
    );
    await logger.flush();
  }

  const count = async (sql: string): Promise<number> =>
    (await database.query<{ count: number }>(`SELECT coalesce(sum(n), 0)::int AS count FROM (${sql}) AS counted`))[0]!
      .count;
  const rows = (): Promise<number> => count('SELECT count(*) AS n FROM llm_calls');
  const notes = (): Promise<number> => count('SELECT count(*) AS n FROM llm_changed_hours');
  const summed = (): Promise<number> => count(`SELECT calls AS n FROM llm_day_rollups WHERE grouped_by = 'all'`);
  const cost = () => app.get(LlmStatsService).getCostStats(DAY);
});
