import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../support/postgres.mjs';

/**
 * Starts PostgreSQL from a folder of programs, with a database cluster of its own.
 * @param {string} programs
 * @param {{ flags: string[], parent: string }} options `parent` is where the cluster's folder is made.
 * @returns {Promise<{ url: string, stop(): Promise<void> }>}
 */
export async function startServer(programs, { flags, parent }) {
  const directory = mkdtempSync(join(parent, 'llm-logging-postgres-'));
  const user = unprivileged();
  if (user.uid !== undefined) chownSync(directory, user.uid, user.gid);
  const init = ['-D', directory, '--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C', '--no-sync'];
  execFileSync(join(programs, 'initdb'), init, { stdio: 'ignore', ...user });
  const port = await freePort();
  const settings = ['max_connections=300', 'fsync=off', `unix_socket_directories=${directory}`];
  const args = ['-D', directory, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting]), ...flags];
  const server = spawn(join(programs, 'postgres'), args, { stdio: 'ignore', ...user });
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    server.kill('SIGINT');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    rmSync(directory, { recursive: true, force: true });
  };
  while (!(await answers(url))) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL of ${programs} does not start.`);
    await sleep(100);
  }
  return { url, stop };
}

/** PostgreSQL does not run as root. */
function unprivileged() {
  if (process.platform === 'win32' || userInfo().uid !== 0) return {};
  const idOf = (which) => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function answers(url) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}
