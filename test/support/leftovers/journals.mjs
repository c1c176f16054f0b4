import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Files with calls that no application has stored; the lock of one whose start failed has none. */
export function leftJournals(folder) {
  return readdirSync(folder)
    .filter((name) => name.startsWith('nestjs-llm-logging-'))
    .flatMap((name) => readdirSync(join(folder, name), { recursive: true }).map((file) => join(folder, name, file)))
    .filter((file) => basename(file) !== 'lock' && statSync(file).isFile())
    .map((file) => `journal ${file}, ${statSync(file).size} bytes`);
}
