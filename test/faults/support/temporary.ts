import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A folder of its own, removed by `remove`. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'llm-logging-faults-'));
  chmodSync(path, 0o777);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Resolves when the one instance that lives, and has no load, has stored what dead ones left: some take a moment to die. */
export async function emptied(journalDirectory: string): Promise<void> {
  // Twice, as a file that is moved meanwhile may be overlooked.
  for (let times = 0; times < 2; times = isEmptied(journalDirectory) ? times + 1 : 0) await sleep(20);
}

function isEmptied(journalDirectory: string): boolean {
  const files = (readdirSync(journalDirectory, { recursive: true }) as string[]).filter((name) => /\.\w+$/.test(name));
  return readdirSync(journalDirectory).length <= 1 && files.every((name) => hasNoCalls(join(journalDirectory, name)));
}

/** Nothing but heads, which say whose segment it is. */
function hasNoCalls(file: string): boolean {
  try {
    const lines = readFileSync(file, 'latin1').split('\n').filter(Boolean);
    return lines.every((line) => line.startsWith('{"database":', 9));
  } catch {
    return true;
  }
}
