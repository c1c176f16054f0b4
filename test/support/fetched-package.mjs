import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/packages', import.meta.url));

/**
 * Path of a package that is not installed with the others: npm fetches it at the first use, without what it can do without.
 * @param {string} name
 * @param {string} version
 */
export function fetchedPackage(name, version) {
  const folder = join(CACHE, `${name}-${version}`.replaceAll('/', '+'));
  const path = join(folder, 'node_modules', name);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const quiet = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--omit=optional'];
  const args = ['install', '--prefix', folder, ...quiet, `${name}@${version}`];
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return path;
}
