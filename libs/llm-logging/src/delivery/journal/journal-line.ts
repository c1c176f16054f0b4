import { crc32 } from 'node:zlib';
import { Slabs, type Slab } from './slab.js';

/** `<CRC-32 of the JSON's bytes, 8 hex digits> <JSON>\n` */
const SUM_DIGITS = 8;
const HEAD_BYTES = SUM_DIGITS + 1;
const HEX = Buffer.from('0123456789abcdef');
const SPACE = 0x20;
const NEWLINE = 0x0a;

/** One line of the journal in memory, with room for its head. */
export interface EncodedLine {
  readonly slab: Slab;
  readonly start: number;
  /** Behind its newline. */
  readonly end: number;
  /** The bytes of the JSON in it. */
  readonly json: Buffer;
}

/** Makes bytes of JSON once, for the journal and for the database. Lines lie side by side in slabs. */
export class LineEncoder {
  readonly #slabs = new Slabs();
  #slab = this.#slabs.take(0);

  encode(json: string): EncodedLine {
    const room = HEAD_BYTES + json.length * 3 + 1;
    if (!this.#slab.hasRoom(room)) {
      this.#slab.fill();
      this.#slab = this.#slabs.take(room);
    }
    const slab = this.#slab;
    const { bytes, length: start } = slab;
    const end = start + HEAD_BYTES + bytes.write(json, start + HEAD_BYTES) + 1;
    bytes[end - 1] = NEWLINE;
    slab.grow(end);
    return { slab, start, end, json: bytes.subarray(start + HEAD_BYTES, end - 1) };
  }
}

/** Writes the head of a line, which says what its JSON has to be. */
export function seal({ slab: { bytes }, start, json }: EncodedLine): void {
  let sum = crc32(json);
  for (let digit = start + SUM_DIGITS - 1; digit >= start; digit -= 1) {
    bytes[digit] = HEX[sum & 0xf]!;
    sum >>>= 4;
  }
  bytes[start + SUM_DIGITS] = SPACE;
}

/** The bytes of sealed lines, as few pieces as they lie in. */
export function piecesOf(lines: readonly EncodedLine[]): Buffer[] {
  const pieces: Buffer[] = [];
  let first = lines[0];
  for (const [n, line] of lines.entries()) {
    const next = lines[n + 1];
    if (next?.slab === line.slab && next.start === line.end) continue;
    pieces.push(line.slab.bytes.subarray(first!.start, line.end));
    first = next;
  }
  return pieces;
}

/** The JSON of each line of a segment; undefined for one that is torn or damaged, which hides no other. */
export function* journalLines(segment: Buffer): Generator<Buffer | undefined> {
  for (let start = 0; start < segment.length;) {
    const newline = segment.indexOf(NEWLINE, start);
    const end = newline === -1 ? segment.length : newline;
    if (end > start) yield jsonOf(segment.subarray(start, end));
    start = end + 1;
  }
}

function jsonOf(line: Buffer): Buffer | undefined {
  const json = line.subarray(HEAD_BYTES);
  const head = `${crc32(json).toString(16).padStart(SUM_DIGITS, '0')} `;
  return json.length > 0 && line.toString('latin1', 0, HEAD_BYTES) === head ? json : undefined;
}
