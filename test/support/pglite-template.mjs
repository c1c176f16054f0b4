import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { endWithThisProcess } from './end-with-this-process.mjs';

const SNAPSHOT = fileURLToPath(new URL('./pglite-snapshot.mjs', import.meta.url));

/**
 * A PGlite that the built package has migrated, as a folder that suites copy: once for each run, so that it is always as the build is.
 * @returns {Promise<{ name: string, drop(): void }>}
 */
export async function makePgliteSnapshot() {
  const folder = mkdtempSync(join(tmpdir(), 'llm-logging-pglite-'));
  const release = endWithThisProcess(folder);
  const name = join(folder, 'migrated');
  await promisify(execFile)(process.execPath, [SNAPSHOT, name]);
  return {
    name,
    drop: () => {
      rmSync(folder, { recursive: true });
      release();
    },
  };
}
