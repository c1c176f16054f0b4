import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { distribute, joinNodes, nodesOf } from './citus.mjs';
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
  const url = databaseUrl(server, name);
  await createOnNodes(server, name);
  await promisify(execFile)(process.execPath, [CLI, 'migrate', '--url', url]);
  if (process.env.CITUS_URL) await distribute(url);
  else await dropLaterPartitions(url);
  await seal(server, name);
  return {
    name,
    drop: async () => {
      for (const template of [seededName(name), name])
        await onNodes(server, (query) => query(`DROP DATABASE IF EXISTS ${template}`));
    },
  };
}

/**
 * An application counts on partitions for the next week; `migrate` has made them for a year, and each new connection pays for each.
 * @param {string} url
 */
export async function dropLaterPartitions(url) {
  await onServer(url, async (query) => {
    const later = await query(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits
        WHERE inhparent = 'llm_calls'::regclass AND split_part(inhrelid::regclass::text, '_', 3)::date > current_date + 31`,
    );
    if (later.length > 0) await query(`DROP TABLE ${later.map(({ name }) => name).join(', ')}`);
  });
}

/**
 * A new database, on a cluster one of all its nodes.
 * @param {string} server
 * @param {string} name
 */
export async function createOnNodes(server, name) {
  await onNodes(server, (query) => query(`CREATE DATABASE ${name}`));
  if (process.env.CITUS_URL) await joinNodes(server, name);
}

/**
 * A new database that is a copy of a template, on each node of a cluster.
 * @param {string} server
 * @param {string} name
 * @param {string} template
 */
export async function copyDatabase(server, name, template) {
  await onNodes(server, async (query) => {
    // Until 15 there was no other strategy, nor the word.
    const [version] = await query(`SELECT current_setting('server_version_num')::integer >= 150000 AS copies`);
    await query(`CREATE DATABASE ${name} TEMPLATE ${template} ${version.copies ? 'STRATEGY FILE_COPY' : ''}`);
  });
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
    if (ready) await onNodes(server, (each) => each(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    await copyDatabase(server, name, migrated);
    await seedMonth(databaseUrl(server, name));
    await seal(server, name);
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

/** The same on each node of a cluster at once; on a plain server, there alone. */
async function onNodes(server, work) {
  await Promise.all((await nodesOf(server)).map((node) => onServer(node, work)));
}

/** What has been closed may take a moment to be gone, on a busy machine a long one; in ms. */
const PATIENCE_MS = 20_000;

const SESSIONS = `SELECT application_name || ': ' || left(query, 100) AS session
  FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend' AND application_name NOT LIKE 'citus%'`;

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
    return sessions;
  });
  await onNodes(server, (query) => query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  const error = reported(
    `Connections to ${name} left over:`,
    left.map(({ session }) => session),
  );
  if (error) throw error;
}

/** Whom nobody can connect to can always be copied: Citus has workers of its own connected to each of its databases. */
async function seal(server, name) {
  await onNodes(server, async (query) => {
    await query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [name]);
  });
}

function seededName(migrated) {
  return `${migrated}_month`;
}
