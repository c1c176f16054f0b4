import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { copyDatabase, createOnNodes, databaseUrl, dropDatabase, ensureSeededTemplate } from './templates.mjs';

const PGLITE = fileURLToPath(new URL('./pglite-process.mjs', import.meta.url));

export interface TestDatabase {
  readonly url: string;
  /** Runs one statement, as an application of its own would. */
  query<T = Record<string, any>>(sql: string, values?: unknown[]): Promise<T[]>;
  drop(): Promise<void>;
}

/** `postgres` unless the run was asked to go against PGlite (`TEST_DATABASE=pglite`), which is one session for all. */
export const onPglite = process.env['TEST_DATABASE'] === 'pglite';

/** Whether the run goes against the Citus cluster of `CITUS_URL`, with `llm_calls` distributed. */
export const onCitus = Boolean(process.env['CITUS_URL']);

/** A new database for one suite, with the log's tables and no calls: a copy of one that the built package has migrated. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return onPglite ? createPgliteDatabase(required('TEST_PGLITE')) : createCopyOf(required('TEST_TEMPLATE'));
}

/** A new database without the log's tables, for what is about making these. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return onPglite ? createPgliteDatabase() : createCopyOf('template1');
}

/**
 * A new database with the last 29 days of a tenth of the demo's traffic, some four thousand calls, and their rollups; of PostgreSQL
 * only. The first to ask for one in a run waits some seconds until the month is made, all others get a copy at once. Two calls are
 * pending, and the last ones are as old as the month: `seedHistory` adds what has come since.
 */
export async function createSeededDatabase(): Promise<TestDatabase> {
  return createCopyOf(await ensureSeededTemplate(server(), required('TEST_TEMPLATE')));
}

/** A new database of the cluster, without the log's tables: its coordinator knows its workers. */
export async function createClusterDatabase(): Promise<TestDatabase> {
  const name = newName();
  await createOnNodes(server(), name);
  return databaseAt(databaseUrl(server(), name), 4, () => dropDatabase(server(), name));
}

async function createCopyOf(template: string): Promise<TestDatabase> {
  const name = newName();
  await copyDatabase(server(), name, template);
  return databaseAt(databaseUrl(server(), name), 4, () => dropDatabase(server(), name));
}

function newName(): string {
  return `t_${process.pid}_${randomBytes(6).toString('hex')}`;
}

/** @param end what remains to be done once nobody is connected. */
function databaseAt(url: string, max: number, end: () => Promise<void>): TestDatabase {
  const pool = new pg.Pool({ connectionString: url, max, allowExitOnIdle: true });
  pool.on('error', () => undefined);
  return {
    url,
    query: async (sql, values) => (await pool.query(sql, values)).rows as never,
    drop: async () => {
      await pool.end();
      await end();
    },
  };
}

function server(): string {
  return required('TEST_POSTGRES_URL');
}

function required(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set: run the suite with \`npm test\`.`);
  return value;
}

/** @param snapshot of whose tables it has a copy. */
async function createPgliteDatabase(snapshot?: string): Promise<TestDatabase> {
  const child = fork(PGLITE, snapshot === undefined ? [] : [snapshot], { execArgv: [] });
  const { url } = await new Promise<{ url: string }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { url: string }));
    child.once('exit', (code) => reject(new Error(`PGlite ended with ${code}`)));
  });
  return databaseAt(url, 1, async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
}
