// Builds the dashboard, unless all that it is made of is as it was at the last build.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = '../..';
const BUILT = '../llm-logging/dist/dashboard/index.html';
const STAMP = join(ROOT, 'node_modules/.cache/nestjs-llm-logging/dashboard');
const OWN = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json', 'tsconfig.json', 'build.mjs'];

process.chdir(import.meta.dirname);
const inputs = fingerprint();
if (!existsSync(BUILT) || !existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== inputs) {
  rmSync(STAMP, { force: true });
  for (const command of ['tsc', 'vite build']) {
    const { status } = spawnSync(command, { shell: true, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, inputs);
}

/** Of its own files, the types of the log, the code that it takes from llm-exchange, and the versions of all packages. */
function fingerprint() {
  const types = filesOf('../llm-logging/dist').filter((file) => file.endsWith('.d.ts'));
  const pure = filesOf('../llm-exchange/dist').filter((file) => file.endsWith('.js'));
  const hash = createHash('sha256');
  for (const file of [...OWN.flatMap(filesOf), ...types, ...pure, join(ROOT, 'package-lock.json')].sort())
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile());
}
