import type { DatabaseIdentity } from '../../storage/database-identity.js';
import { journalLines, LineEncoder, piecesOf, seal } from './journal-line.js';

/** What the JSON of a head begins with, and that of no call. */
const MARK = Buffer.from('{"database":');

/** A head of a segment, as it is read. */
export interface JournalHead {
  readonly database: string | null;
  readonly place: string | null;
}

/** The lines that a segment begins with: they say whose calls follow. Twice the same, as one may be damaged. */
export function headLines({ id = null, place = null }: { [Member in keyof DatabaseIdentity]?: string | null }): Buffer {
  const encoder = new LineEncoder();
  const json = JSON.stringify({ database: id, place } satisfies JournalHead);
  const lines = [encoder.encode(json), encoder.encode(json)];
  lines.forEach(seal);
  return Buffer.concat(piecesOf(lines));
}

/** The JSON of each line that is an event of a call; undefined for one that is torn or damaged. */
export function* callLines(segment: Buffer): Generator<Buffer | undefined> {
  for (const line of journalLines(segment)) if (line === undefined || !isHead(line)) yield line;
}

/** Whether the JSON of a line says whose the segment is, rather than what was recorded of a call. */
export function isHead(json: Buffer): boolean {
  return json.subarray(0, MARK.length).equals(MARK);
}

/** @returns undefined for what no process wrote. */
export function parsedHead(json: Buffer): JournalHead | undefined {
  try {
    const { database, place } = JSON.parse(json.toString()) as Record<string, unknown>;
    return { database: textOrNull(database), place: textOrNull(place) };
  } catch {
    return undefined;
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
