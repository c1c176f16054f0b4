import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/**
 * The name by which applications on one database are distinguished, the same after each deployment: `OTEL_SERVICE_NAME`, else the name in the nearest
 * `package.json` above the script that was started, and the script's path from there: one package may have several applications.
 */
export function applicationName(
  env: NodeJS.ProcessEnv = process.env,
  script: string | undefined = process.argv[1],
): string {
  const service = env['OTEL_SERVICE_NAME'];
  if (service) return service;
  if (script === undefined) return 'application';
  const folder = packageAbove(dirname(script));
  if (folder === undefined) return script.split(sep).join('/');
  return `${nameIn(folder)} ${relative(folder, script).split(sep).join('/')}`;
}

function packageAbove(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : packageAbove(above);
}

function nameIn(folder: string): string {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown };
    return typeof name === 'string' ? name : 'application';
  } catch {
    return 'application';
  }
}
