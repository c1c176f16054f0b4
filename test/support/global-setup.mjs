import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { makePgliteSnapshot } from './pglite-template.mjs';
import { startPostgres } from './postgres.mjs';
import { makeMigratedTemplate } from './templates.mjs';

/** Nothing has to outlive the run: what is lost with the machine is made anew. */
export const SPEEDY_FLAGS = [
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_wal_size=256MB',
  'min_wal_size=64MB',
  'checkpoint_timeout=30min',
  'shared_buffers=128MB',
  'autovacuum=off',
  'jit=off',
].flatMap((setting) => ['-c', setting]);

const MEMORY = '/dev/shm';
const ROOM_BYTES = 3 * 1024 ** 3;

/** One real PostgreSQL for the whole run, that of `DATABASE_URL` or one of its own, or the Citus cluster of `CITUS_URL`; suites make databases of their own in it. */
export default async function globalSetup() {
  if (globalThis.__templates) return;
  if (process.env.TEST_DATABASE === 'pglite') {
    globalThis.__templates = await makePgliteSnapshot();
    process.env.TEST_PGLITE = globalThis.__templates.name;
    return;
  }
  const given = process.env.CITUS_URL ?? process.env.DATABASE_URL;
  if (!given) globalThis.__postgres = await startPostgres({ flags: SPEEDY_FLAGS, parent: roomyFolder() });
  const server = globalThis.__postgres?.url ?? given;
  globalThis.__templates = await makeMigratedTemplate(server);
  process.env.TEST_POSTGRES_URL = server;
  process.env.TEST_TEMPLATE = globalThis.__templates.name;
}

/** Memory where there is enough of it, which containers often lack. */
export function roomyFolder() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ROOM_BYTES ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}
