import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export interface TestDatabase {
  readonly url: string;
  /** Runs one statement, as an application of its own would. */
  query<T = Record<string, any>>(sql: string, values?: unknown[]): Promise<T[]>;
  drop(): Promise<void>;
}

/** `postgres` unless the run was asked to go against PGlite (`TEST_DATABASE=pglite`), which is one session for all. */
export const onPglite = process.env['TEST_DATABASE'] === 'pglite';

/** A new empty database for one suite. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return onPglite ? createPgliteDatabase() : createPostgresDatabase();
}

async function createPostgresDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: run the suite with `npm test`.');
  const name = `t_${randomBytes(6).toString('hex')}`;
  await runOnce(server, `CREATE DATABASE ${name}`);
  const url = urlOf(server, name);
  const pool = new pg.Pool({ connectionString: url, max: 4, allowExitOnIdle: true });
  pool.on('error', () => undefined);
  return {
    url,
    query: async (sql, values) => (await pool.query(sql, values)).rows as never,
    drop: async () => {
      await pool.end();
      await runOnce(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.toString();
}

async function createPgliteDatabase(): Promise<TestDatabase> {
  const child = fork(fileURLToPath(new URL('./pglite-server.mjs', import.meta.url)), { execArgv: [] });
  const { port } = await new Promise<{ port: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { port: number }));
    child.once('exit', (code) => reject(new Error(`PGlite ended with ${code}`)));
  });
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  const pool = new pg.Pool({ connectionString: url, max: 1, allowExitOnIdle: true });
  pool.on('error', () => undefined);
  return {
    url,
    query: async (sql, values) => (await pool.query(sql, values)).rows as never,
    drop: async () => {
      await pool.end();
      child.removeAllListeners('exit');
      child.kill();
    },
  };
}

async function runOnce(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
