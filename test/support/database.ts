import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { databaseUrl, ensureSeededTemplate, onServer, seedMonth } from './templates.mjs';

export interface TestDatabase {
  readonly url: string;
  /** Runs one statement, as an application of its own would. */
  query<T = Record<string, any>>(sql: string, values?: unknown[]): Promise<T[]>;
  drop(): Promise<void>;
}

/** `postgres` unless the run was asked to go against PGlite (`TEST_DATABASE=pglite`), which is one session for all. */
export const onPglite = process.env['TEST_DATABASE'] === 'pglite';

/** A new database for one suite, with the log's tables and no calls: a copy of one that the built package has migrated. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return onPglite ? createPgliteDatabase() : createCopyOf(required('TEST_TEMPLATE'));
}

/** A new database without the log's tables, for what is about making these. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return onPglite ? createPgliteDatabase() : createCopyOf('template1');
}

/**
 * A new database with the last thirty days of a tenth of the demo's traffic, some four thousand calls, and their sums. The first to
 * ask for one in a run waits some seconds until the month is made, all others get a copy at once. Two calls are pending, and the last
 * ones are as old as the month: `seedHistory` adds what has come since.
 * @public
 */
export async function createSeededDatabase(): Promise<TestDatabase> {
  if (!onPglite) return createCopyOf(await ensureSeededTemplate(server(), required('TEST_TEMPLATE')));
  const database = await createPgliteDatabase();
  await seedMonth(database.url);
  return database;
}

async function createCopyOf(template: string): Promise<TestDatabase> {
  const name = `t_${process.pid}_${randomBytes(6).toString('hex')}`;
  await onServer(server(), (query) => query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`));
  const url = databaseUrl(server(), name);
  const pool = new pg.Pool({ connectionString: url, max: 4, allowExitOnIdle: true });
  pool.on('error', () => undefined);
  return {
    url,
    query: async (sql, values) => (await pool.query(sql, values)).rows as never,
    drop: async () => {
      await pool.end();
      await onServer(server(), (query) => query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
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
