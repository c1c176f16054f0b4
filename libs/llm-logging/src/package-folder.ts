import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'nestjs-llm-logging';

/**
 * The folder of this package, which has its version and its dashboard: the nearest one above this file. Code in a bundle is not in it;
 * then the package that can be found from the bundle, or from where the process was started.
 *
 * @returns undefined where there is none: a bundle that was deployed without `node_modules`.
 */
export function packageFolder(): string | undefined {
  return above(thisFile()) ?? foundFrom(process.argv[1]) ?? foundFrom(join(process.cwd(), 'index.js'));
}

/** The version of this package; `unknown` in a bundle that was deployed alone. */
export function packageVersion(): string {
  const folder = packageFolder();
  return folder === undefined ? 'unknown' : (manifestOf(folder).version ?? 'unknown');
}

/** Bundlers leave `import.meta` empty in CommonJS. */
function thisFile(): string | undefined {
  const url: string | undefined = import.meta.url;
  return url?.startsWith('file:') === true ? fileURLToPath(url) : undefined;
}

function above(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const folder = dirname(file);
  if (folder === file) return undefined;
  return manifestOf(folder).name === NAME ? folder : above(folder);
}

function foundFrom(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return dirname(createRequire(file).resolve(`${NAME}/package.json`));
  } catch {
    return undefined;
  }
}

function manifestOf(folder: string): { name?: string; version?: string } {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string }) : {};
}
