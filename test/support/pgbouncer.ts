import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestDatabase } from './database.js';
import { freePort } from './postgres.mjs';

const PROGRAM = '/usr/sbin/pgbouncer';

/** Debian's package `pgbouncer`. */
export const hasPgBouncer = existsSync(PROGRAM);

export interface PgBouncer {
  /** The database, through the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

/** PgBouncer in transaction mode, with fewer connections to the server than it has clients. */
export async function startPgBouncer(database: TestDatabase, poolSize: number): Promise<PgBouncer> {
  const { hostname, port: serverPort, username, password, pathname } = new URL(database.url);
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'llm-logging-pgbouncer-'));
  chmodSync(directory, 0o755);
  const settings = join(directory, 'pgbouncer.ini');
  writeFileSync(
    settings,
    `[databases]
app = host=${hostname} port=${serverPort} dbname=${pathname.slice(1)} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${poolSize}
`,
  );
  const child = spawn(PROGRAM, ['-q', settings], { stdio: 'ignore', ...unprivileged() });
  const url = `postgres://app@127.0.0.1:${port}/app`;
  while (!(await answers(url))) if (child.exitCode !== null) throw new Error('PgBouncer does not start.');
  return {
    url,
    stop: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      rmSync(directory, { recursive: true });
    },
  };
}

/** PgBouncer does not run as root. */
function unprivileged(): { uid?: number } {
  if (userInfo().uid !== 0) return {};
  return { uid: Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' })) };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}
