import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JournalPlace } from './journal-place.js';

/** Makes the journal's directory where it is missing. @throws Error where it cannot be used. */
export function makeDirectory({ directory, isPublic }: JournalPlace): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (isPublic) for (const each of [dirname(directory), directory]) refuseForeign(each);
}

/** Where anyone may write someone else may have been first. */
function refuseForeign(directory: string): void {
  const { uid, mode } = statSync(directory);
  if (lstatSync(directory).isSymbolicLink()) throw new Error(`${directory} is a symbolic link`);
  const self = process.getuid?.();
  if (self === undefined) return;
  if (uid !== self) throw new Error(`${directory} belongs to another user`);
  if ((mode & 0o022) !== 0) throw new Error(`${directory} can be written by others: chmod 700 it`);
}
