import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseIdentity } from '../../storage/database-identity.js';
import { isFile, isFolder } from './folder-names.js';
import { isHead, parsedHead, type JournalHead } from './journal-head.js';
import { journalLines } from './journal-line.js';

/** Segments begin with their heads: more is not read to find out whose they are. */
const BEGINNING_BYTES = 4_096;

/** The segments of a folder, and of the folders in it that its process had taken over. */
interface FolderContent {
  /** Files with more than their heads in them. */
  readonly segments: number;
  readonly heads: readonly JournalHead[];
}

/** What a process left. @throws Error where it cannot be read. */
export async function contentOf(folder: string): Promise<FolderContent> {
  let segments = 0;
  const heads: JournalHead[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (isFolder(name)) {
      const inner = await contentOf(path);
      segments += inner.segments;
      heads.push(...inner.heads);
    } else if (isFile(name)) {
      const lines = [...journalLines(await beginningOf(path))];
      if (lines.some((line) => line === undefined || !isHead(line))) segments += 1;
      heads.push(...headsIn(lines));
    }
  }
  return { segments, heads };
}

/**
 * Whether what one process left is of this database. The id decides, where any segment names one: a process that has come to know it does not
 * change it. Where none does, as the process never reached its database, the same place does. What says neither is left alone.
 */
export function isOf({ id, place }: DatabaseIdentity, { segments, heads }: FolderContent): boolean {
  if (segments === 0) return true;
  const ids = said(heads.map(({ database }) => database));
  if (ids.length > 0) return ids.every((each) => each === id);
  const places = said(heads.map((head) => head.place));
  return places.length > 0 && places.every((each) => each === place);
}

function said(values: readonly (string | null)[]): string[] {
  return values.filter((value) => value !== null);
}

function headsIn(lines: readonly (Buffer | undefined)[]): JournalHead[] {
  return lines
    .filter((line) => line !== undefined && isHead(line))
    .map((line) => parsedHead(line!))
    .filter((head) => head !== undefined);
}

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
