import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { StartError } from '../start-error.js';

export interface EmbeddedDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

/** PostgreSQL inside this process (PGlite), behind a socket that ordinary clients connect to. Data are kept in the folder. */
export async function startEmbeddedDatabase(directory: string): Promise<EmbeddedDatabase> {
  mkdirSync(directory, { recursive: true });
  const release = lock(join(directory, 'process.lock'));
  const db = await PGlite.create(join(directory, 'postgres'));
  const port = await freePort();
  const server = new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: 20 });
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      await db.close();
      release();
    },
  };
}

/** Two processes on one folder would ruin it. */
function lock(file: string): () => void {
  const owner = readOwner(file);
  if (owner !== undefined && isAlive(owner)) {
    throw new StartError(
      `The example runs already (process ${owner}). Stop it, or choose another folder with EXAMPLE_DATA_DIR.`,
    );
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function readOwner(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
