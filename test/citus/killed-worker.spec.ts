import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmLoggerService, LlmLoggingHealth, LlmStatsService } from 'nestjs-llm-logging';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { logging, startContext } from '../support/application.js';
import { createTestDatabase, onCitus, type TestDatabase } from '../support/database.js';

const ROUNDS = 6;
const BUNDLE = 20;
const COST = 0.5;
const DAY = { startDate: '2026-03-02T00:00:00Z', endDate: '2026-03-03T00:00:00Z' };

interface Worker {
  nodename: string;
  nodeport: number;
}

(onCitus ? describe : describe.skip)('a worker that is killed while calls are written', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let workers: Worker[];

  beforeAll(async () => {
    database = await createTestDatabase();
    workers = await database.query<Worker>(
      'SELECT nodename, nodeport FROM pg_dist_node WHERE groupid > 0 ORDER BY groupid',
    );
    // Citus looks every minute for what a worker left undecided.
    await database.query(`ALTER SYSTEM SET citus.recover_2pc_interval = '1s'`);
    await database.query('SELECT pg_reload_conf()');
    app = await startContext({ imports: [logging(database, { retention: { enabled: false } })] });
  });
  afterAll(async () => {
    await app?.close();
    await database?.query('ALTER SYSTEM RESET citus.recover_2pc_interval');
    await database?.query('SELECT pg_reload_conf()');
    await database?.drop();
  });

  it('costs no call and doubles none, and rollups equal the rows by themselves', async () => {
    let all = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const crashed = crash(workers[round % workers.length]!, database.url);
      // A batch was under way, or could not begin.
      while (app.get(LlmLoggingHealth).report().lastError === null) {
        write(app.get(LlmLoggerService), all, BUNDLE);
        all += BUNDLE;
        await delay(2);
      }
      await crashed;
      await until(() => Promise.resolve(app.get(LlmLoggingHealth).report().lastError === null));
    }
    await until(async () => (await stored()).calls === all);
    expect(await stored()).toEqual({ calls: all, ids: all, cost: all * COST });
    await until(async () => (await summed()) === all);
    expect(await summed()).toBe(all);
    expect(await app.get(LlmStatsService).getCostStats(DAY)).toMatchObject({
      totalCalls: all,
      totalCost: expect.closeTo(all * COST, 9),
    });
  });

  async function stored(): Promise<{ calls: number; ids: number; cost: number }> {
    const [row] = await database.query<{ calls: number; ids: number; cost: string }>(
      'SELECT count(*)::int AS calls, count(DISTINCT id)::int AS ids, sum(estimated_cost) AS cost FROM llm_calls',
    );
    return { ...row!, cost: Number(row!.cost) };
  }

  async function summed(): Promise<number> {
    const [row] = await database.query<{ calls: number }>(
      `SELECT coalesce(sum(calls), 0)::int AS calls FROM llm_day_rollups WHERE grouped_by = 'all'`,
    );
    return row!.calls;
  }
});

function write(logger: LlmLoggerService, from: number, calls: number): void {
  for (let n = from; n < from + calls; n += 1)
    void logger.record({
      startedAt: new Date(Date.parse(DAY.startDate) + n * 100),
      userId: `u${n % 7}`,
      model: 'm',
      latencyMs: 5,
      promptTokens: 1,
      estimatedCost: COST,
    });
}

/** A backend that dies takes the whole server down: it starts anew, and recovers what it had. */
async function crash({ nodename, nodeport }: Worker, url: string): Promise<void> {
  const address = new URL(url);
  address.hostname = nodename;
  address.port = String(nodeport);
  await until(async () => {
    const client = new pg.Client(address.href);
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return process.kill(rows[0]!.pid, 'SIGKILL');
  });
}

/** Nothing reports when it is so: delivery tries again, Citus recovers, and rollups are built, each by its own clock. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await delay(500);
}
