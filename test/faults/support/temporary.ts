import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A folder of its own, removed by `remove`. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'llm-logging-faults-'));
  chmodSync(path, 0o777);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Resolves when the one instance that lives has taken over what dead ones left: some take a moment to die. */
export async function emptied(journalDirectory: string): Promise<void> {
  while (readdirSync(journalDirectory).length > 1) await sleep(50);
}
