import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The admin token of earlier starts, or a new one that only this user can read. */
export function keptToken(directory: string): string {
  const file = join(directory, 'admin-token');
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept !== '') return kept;
  } catch {
    // The first start.
  }
  const token = randomBytes(12).toString('hex');
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}
