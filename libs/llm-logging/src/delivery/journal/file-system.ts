import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';

/** Windows refuses these for a moment while a scanner or an indexer reads the file. */
const TRANSIENT = ['EPERM', 'EBUSY', 'EACCES'];
const TRIES = 5;
const PAUSE_MS = 10;

function isTransient(error: unknown): boolean {
  return TRANSIENT.includes(String((error as NodeJS.ErrnoException).code));
}

/** As `renameSync`, tried again for 40 ms where the system is busy with the file. */
export function renamePatiently(from: string, to: string): void {
  for (let tries = 1; ; tries += 1) {
    try {
      return renameSync(from, to);
    } catch (error) {
      if (process.platform !== 'win32' || tries === TRIES || !isTransient(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/** Writes the names in a folder through to the disk. Where the system opens no folders, as Windows, they are there without. */
export function syncFolder(path: string): void {
  try {
    const descriptor = openSync(path, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // The file itself is synced, which says whether the disk can be written.
  }
}
