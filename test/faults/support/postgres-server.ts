import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort, linkLibraries } from '../../support/postgres.mjs';
import type { RowSource } from './ledger.js';

/** How PostgreSQL ends: `SIGKILL` leaves everything as it lies, `SIGQUIT` is its immediate shutdown, `SIGINT` the fast one. */
export type Ending = 'SIGKILL' | 'SIGQUIT' | 'SIGINT';

/** A real PostgreSQL that can be killed, frozen and started again on the same data. */
export class PostgresServer implements RowSource {
  readonly url: string;
  #process: ChildProcess | undefined;
  readonly #pool: pg.Pool;

  private constructor(
    private readonly directory: string,
    readonly port: number,
  ) {
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    this.#pool = new pg.Pool({ connectionString: this.url, max: 2, allowExitOnIdle: true });
    this.#pool.on('error', () => undefined);
  }

  static async start(): Promise<PostgresServer> {
    const directory = mkdtempSync(join(tmpdir(), 'llm-logging-faults-postgres-'));
    const { uid, gid } = postgresUser();
    if (uid !== undefined && gid !== undefined) chownSync(directory, uid, gid);
    const flags = [
      '-D',
      directory,
      '--auth=trust',
      '--username=postgres',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ];
    execFileSync(join(linkLibraries(), 'initdb'), flags, { stdio: 'ignore', uid, gid });
    const server = new PostgresServer(directory, await freePort());
    await server.start();
    return server;
  }

  /** A server that streams from this one, which is restarted for the copy. */
  async standby(): Promise<PostgresServer> {
    await this.end('SIGINT');
    const directory = `${this.directory}-standby`;
    execFileSync('cp', ['-a', this.directory, directory]);
    await this.start();
    appendFileSync(
      join(directory, 'postgresql.auto.conf'),
      `primary_conninfo = 'host=127.0.0.1 port=${this.port} user=postgres'\n`,
    );
    writeFileSync(join(directory, 'standby.signal'), '');
    const standby = new PostgresServer(directory, await freePort());
    await standby.start();
    return standby;
  }

  /** Tries until it accepts connections: what a killed server leaves behind may stand in the way for a moment. */
  async start(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      if (await this.#starts()) return;
      await sleep(100);
    }
    throw new Error('PostgreSQL does not start.');
  }

  async end(how: Ending): Promise<void> {
    const ended = this.#process;
    if (ended === undefined) return;
    this.#process = undefined;
    ended.kill(how);
    await exitOf(ended);
  }

  /** All its processes stand still, with their connections open, as on a machine that hangs. */
  freeze(): void {
    for (const pid of this.#pids()) process.kill(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.#pids()) process.kill(pid, 'SIGCONT');
  }

  async query<T = Record<string, any>>(sql: string, values?: unknown[]): Promise<T[]> {
    return (await this.#pool.query(sql, values)).rows as T[];
  }

  async remove(): Promise<void> {
    await this.#pool.end();
    await this.end('SIGQUIT');
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #starts(): Promise<boolean> {
    const flags = ['-D', this.directory, '-p', String(this.port), '-c', 'fsync=off', '-c', 'unix_socket_directories='];
    const server = spawn(join(linkLibraries(), 'postgres'), flags, { stdio: 'ignore', ...postgresUser() });
    while (server.exitCode === null && server.signalCode === null) {
      if (await this.#answers()) {
        this.#process = server;
        return true;
      }
      await sleep(50);
    }
    return false;
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    return client.connect().then(
      () => client.end().then(() => true),
      () => false,
    );
  }

  #pids(): number[] {
    const postmaster = this.#process!.pid!;
    const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8');
    return [postmaster, ...children.split(' ').filter(Boolean).map(Number)];
  }
}

/** PostgreSQL does not run as root. */
function postgresUser(): { uid?: number; gid?: number } {
  if (userInfo().uid !== 0) return {};
  const idOf = (which: string): number => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
