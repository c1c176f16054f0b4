import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { LlmLoggerService, LlmRollupService } from 'nestjs-llm-logging';
import pg from 'pg';
import { logging, moduleOf, startContext } from '../support/application.js';
import { runCli, RunningCli } from '../support/cli.js';
import { createEmptyDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { NestMessages } from '../support/nest-messages.js';
import { createRole } from '../support/roles.js';

// PGlite is one session for all.
(onPglite ? describe.skip : describe)('migrating', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(async () => {
    await database.drop();
  });

  it('gives every table a primary key', async () => {
    await runCli(['migrate', '--url', database.url]);
    const tables = await database.query<{ name: string; keys: number }>(
      `SELECT c.oid::regclass::text AS name, (SELECT count(*)::integer FROM pg_index WHERE indrelid = c.oid AND indisprimary) AS keys
         FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace`,
    );
    expect(tables.length).toBeGreaterThan(20);
    expect(tables.filter(({ keys }) => keys === 0)).toEqual([]);
  });

  it('makes partitions for a year, and `partitions` more', async () => {
    await runCli(['migrate', '--url', database.url]);
    const reach = async (): Promise<number> => {
      const [row] = await database.query<{ days: number }>(
        `SELECT (max(to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD')) - current_date) AS days FROM pg_inherits WHERE inhparent = 'llm_calls'::regclass`,
      );
      return row!.days;
    };
    expect(await reach()).toBeGreaterThanOrEqual(365);
    const { code, stdout } = await runCli(['partitions', '--ahead', '24m', '--url', database.url]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Partitions made: llm_calls_\d{8}_\d{8}, .*They end on /),
    });
    expect(await reach()).toBeGreaterThanOrEqual(730);
    expect((await runCli(['partitions', '--ahead', '24m', '--url', database.url])).stdout).toMatch(
      /^Partitions made: none\./,
    );
    expect((await runCli(['partitions', '--ahead', 'soon', '--url', database.url])).code).toBe(2);
  });

  it('needs no more than CREATE on a schema that is there', async () => {
    const role = await createRole(database);
    await database.query('CREATE SCHEMA llm');
    await database.query(`GRANT USAGE, CREATE ON SCHEMA llm TO ${role.name}`);
    const app = await startContext({ imports: [logging(database, { database: { url: role.url, schema: 'llm' } })] });
    await app.get(LlmLoggerService).record({ model: 'm' });
    await app.get(LlmLoggerService).flush();
    expect(await database.query('SELECT model FROM llm.llm_calls')).toEqual([{ model: 'm' }]);
    await app.close();
    await role.drop();
  });

  it('lets others read and write while it waits for its lock', async () => {
    await runCli(['migrate', '--url', database.url]);
    await database.query('DROP INDEX llm_calls_model_idx; DROP TABLE llm_logging_migrations');
    const writer = new pg.Client({ connectionString: database.url });
    await writer.connect();
    await writer.query('BEGIN; LOCK TABLE llm_calls IN ROW EXCLUSIVE MODE');
    const migrating = new RunningCli(['migrate', '--url', database.url]);
    await untilSomebodyWaits(database);
    await database.query('SELECT FROM llm_calls LIMIT 1');
    await database.query(
      `INSERT INTO llm_calls (id, call_type, status, started_at) VALUES ('${idOfNow()}', 'chat', 'success', now())`,
    );
    await writer.query('COMMIT');
    await writer.end();
    expect(await migrating.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('CreateTables') });
    expect(await database.query(`SELECT to_regclass('llm_calls_model_idx') IS NOT NULL AS made`)).toEqual([
      { made: true },
    ]);
  });

  it('keeps tables that were restored without the notes of its migrations', async () => {
    const first = await startContext({ imports: [logging(database)] });
    await first.get(LlmLoggerService).record({ model: 'restored', startedAt: new Date(Date.now() - 86_400_000) });
    await first.close();
    const others = await database.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'llm\\_calls%'`,
    );
    await database.query(`DROP TABLE ${others.map(({ name }) => name).join(', ')}`);

    const messages = new NestMessages();
    const console = jest.spyOn(globalThis.console, 'error').mockImplementation(() => undefined);
    const app = await NestFactory.createApplicationContext(moduleOf({ imports: [logging(database)] }), {
      logger: messages,
    });
    await app.get(LlmLoggerService).record({ model: 'new' });
    await app.get(LlmLoggerService).flush();
    expect(await database.query('SELECT model FROM llm_calls ORDER BY id')).toEqual([
      { model: 'restored' },
      { model: 'new' },
    ]);
    expect((await app.get(LlmRollupService).refresh()).hours).toBeGreaterThan(0);
    expect(messages.all).toContainEqual(expect.stringContaining('without llm_logging_migrations'));
    expect(console).not.toHaveBeenCalled();
    console.mockRestore();
    await app.close();
  });

  it('refuses a table of the same name that is not the log’s', async () => {
    await database.query('CREATE TABLE llm_calls (id serial PRIMARY KEY)');
    await expect(startContext({ imports: [logging(database)] })).rejects.toThrow('not one of the log');
  });

  it('says through Nest’s logger which rights it lacks', async () => {
    const role = await createRole(database);
    const messages = new NestMessages();
    const imports = [logging(database, { database: { url: role.url, schema: 'llm' } })];
    const app = await NestFactory.createApplicationContext(moduleOf({ imports }), { logger: messages });
    expect(messages.all).toContainEqual(expect.stringMatching(/permission denied for database.*docs\/operations\.md/));
    await app.close();
    await role.drop();
  });
});

/** Until a statement waits for a lock of the table. */
async function untilSomebodyWaits(database: TestDatabase): Promise<void> {
  for (;;) {
    const waiting = await database.query(
      `SELECT FROM pg_locks WHERE NOT granted AND locktype = 'relation' AND relation = 'llm_calls'::regclass`,
    );
    if (waiting.length > 0) return;
  }
}

function idOfNow(): string {
  const hex = Date.now().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000001`;
}
