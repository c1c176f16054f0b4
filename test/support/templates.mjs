import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { reported } from './leftovers/reported.mjs';

export const CLI = fileURLToPath(new URL('../../libs/llm-logging/dist/cli.js', import.meta.url));
const SEED = fileURLToPath(new URL('./seed-month.mjs', import.meta.url));

/**
 * A database that the built package has migrated, of which suites make copies: once for each run, so that it is always as the build is.
 * @param {string} server
 * @returns {Promise<{ name: string, drop(): Promise<void> }>}
 */
export async function makeMigratedTemplate(server) {
  const name = `llm_template_${randomBytes(4).toString('hex')}`;
  await onServer(server, async (query) => {
    await query(`CREATE DATABASE ${name}`);
    await promisify(execFile)(process.execPath, [CLI, 'migrate', '--url', databaseUrl(server, name)]);
    await seal(query, name);
  });
  return {
    name,
    drop: () =>
      onServer(server, async (query) => {
        for (const template of [seededName(name), name]) await query(`DROP DATABASE IF EXISTS ${template}`);
      }),
  };
}

/**
 * The same with a month of calls, made by whoever needs it first; others wait meanwhile.
 * @param {string} server
 * @param {string} migrated
 * @returns {Promise<string>} its name
 */
export async function ensureSeededTemplate(server, migrated) {
  const name = seededName(migrated);
  await onServer(server, async (query) => {
    await query('SELECT pg_advisory_lock(hashtext($1))', [name]);
    const [ready] = await query('SELECT datallowconn FROM pg_database WHERE datname = $1', [name]);
    if (ready?.datallowconn === false) return;
    if (ready) await query(`DROP DATABASE ${name} WITH (FORCE)`);
    await query(`CREATE DATABASE ${name} TEMPLATE ${migrated}`);
    await seedMonth(databaseUrl(server, name));
    await seal(query, name);
  });
  return name;
}

/**
 * Records the month in a process of its own.
 * @param {string} url
 * @param {number} [share] of the demo's traffic: some four thousand calls.
 */
export async function seedMonth(url, share = 0.1) {
  await promisify(execFile)(process.execPath, [SEED, url, String(share)]);
}

/**
 * @param {string} server
 * @param {string} database
 */
export function databaseUrl(server, database) {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.toString();
}

/**
 * @template T
 * @param {string} server
 * @param {(query: (sql: string, values?: unknown[]) => Promise<any[]>) => Promise<T>} work
 */
export async function onServer(server, work) {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return await work(async (sql, values) => (await client.query(sql, values)).rows);
  } finally {
    await client.end();
  }
}

/** What has been closed may take a moment to be gone, in ms. */
const PATIENCE_MS = 3_000;

const SESSIONS = `SELECT application_name || ': ' || left(query, 100) AS session
  FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`;

/**
 * Drops a database, and names who is still connected to it.
 * @param {string} server
 * @param {string} name
 */
export async function dropDatabase(server, name) {
  const left = await onServer(server, async (query) => {
    let sessions = await query(SESSIONS, [name]);
    for (const end = performance.now() + PATIENCE_MS; sessions.length > 0 && performance.now() < end;) {
      await sleep(10);
      sessions = await query(SESSIONS, [name]);
    }
    await query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    return sessions;
  });
  const error = reported(
    `Connections to ${name} left over:`,
    left.map(({ session }) => session),
  );
  if (error) throw error;
}

/** Whom nobody can connect to can always be copied. */
async function seal(query, name) {
  await query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
}

function seededName(migrated) {
  return `${migrated}_month`;
}
