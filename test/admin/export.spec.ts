import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { listen, PLATFORMS, type ListeningApplication } from '../support/http-application.js';

const CALLS = 6_000;
/** What a question may take. */
const QUESTION_SECONDS = 15;

let database: TestDatabase;
let running: ListeningApplication;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await running.app.close();
  await database.drop();
});

// PGlite is one session for all: nobody can look at what another asks.
(onPglite ? describe.skip : describe).each(PLATFORMS)('an export whose client leaves, on %s', (platform) => {
  beforeEach(async () => {
    // One connection: an export that held it would let nobody else in.
    const options = { database: { url: database.url, poolSize: 1 }, admin: { public: true as const } };
    running = await listen(platform, moduleOf({ imports: [logging(database, options)] }));
    const logger = running.app.get(LlmLoggerService);
    await logger.record({ prompt: 'first' });
    await logger.flush();
    await database.query(
      `INSERT INTO llm_calls (id, call_type, status, prompt, started_at)
SELECT overlay(id::text PLACING lpad(n::text, 12, '0') FROM 25)::uuid, 'chat', 'success', repeat(n || ' ', 1000), started_at
  FROM llm_calls, generate_series(1, $1::int) AS n`,
      [CALLS],
    );
  });

  it('asks no more', async () => {
    const response = await exportStarted();
    const holder = await lockCalls();
    response.resume();
    await until(async () => (await questions()).length > 0);
    response.destroy();
    await endsEarly();
    await holder.release();
    await answers();
  });

  it('asks no more before the first byte, either', async () => {
    const holder = await lockCalls();
    const request = get(`${running.url}/admin/llm/export`).on('error', () => undefined);
    await until(async () => (await questions()).length > 0);
    request.destroy();
    await endsEarly();
    await holder.release();
    await answers();
  });

  /** Its head is there, and more than the network holds is still to come. */
  async function exportStarted(): Promise<IncomingMessage> {
    const [response] = (await once(get(`${running.url}/admin/llm/export`), 'response')) as [IncomingMessage];
    return response.on('error', () => undefined);
  }

  /** From here on every page waits. */
  async function lockCalls(): Promise<{ release(): Promise<void> }> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE llm_calls IN ACCESS EXCLUSIVE MODE');
    return { release: () => client.query('COMMIT').then(() => client.end()) };
  }

  /** Pages that are being read. */
  const questions = () =>
    database.query<{ seconds: number }>(
      `SELECT extract(epoch FROM clock_timestamp() - query_start)::float AS seconds FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'nestjs-llm-logging' AND state = 'active' AND query LIKE 'SELECT id AS "id"%'`,
    );

  /** While the lock is held, and long before the time that a question may take. */
  async function endsEarly(): Promise<void> {
    await until(async () => {
      const open = await questions();
      for (const { seconds } of open) expect(seconds).toBeLessThan(QUESTION_SECONDS - 3);
      return open.length === 0;
    });
  }

  async function answers(): Promise<void> {
    const response = await fetch(`${running.url}/admin/llm/calls?limit=1`);
    expect(((await response.json()) as { items: unknown[] }).items).toHaveLength(1);
  }
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}
