import { crc32 } from 'node:zlib';
import type { WaitingEvent, Lease } from '../waiting-call.js';
import { Slabs, type Slab } from './slab.js';

/** `<CRC-32 of the JSON's bytes, 8 hex digits> <JSON>\n` */
const SUM_DIGITS = 8;
const HEAD_BYTES = SUM_DIGITS + 1;
const HEX = Buffer.from('0123456789abcdef');
const SPACE = 0x20;
const NEWLINE = 0x0a;

/** JSON in memory, with room for what makes it a line of the journal. */
export class EncodedLine implements WaitingEvent {
  lease: Lease | undefined;
  /** To be called once its call is stored. */
  stored: (() => void) | undefined;

  constructor(
    readonly slab: Slab,
    readonly start: number,
    readonly end: number,
  ) {}

  get bytes(): Buffer {
    return this.slab.bytes;
  }

  /** In the journal. */
  get lineStart(): number {
    return this.start - HEAD_BYTES;
  }

  /** Behind its newline. */
  get lineEnd(): number {
    return this.end + 1;
  }

  resolve(): void {
    this.slab.release();
    this.lease?.release();
    this.stored?.();
  }
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
    const start = slab.length + HEAD_BYTES;
    const end = start + slab.bytes.write(json, start);
    slab.bytes[end] = NEWLINE;
    slab.grow(end + 1);
    return new EncodedLine(slab, start, end);
  }
}

/** Writes the head of a line, which says what its JSON has to be. */
export function seal({ bytes, lineStart, start, end }: EncodedLine): void {
  let sum = crc32(bytes.subarray(start, end));
  for (let digit = lineStart + SUM_DIGITS - 1; digit >= lineStart; digit -= 1) {
    bytes[digit] = HEX[sum & 0xf]!;
    sum >>>= 4;
  }
  bytes[lineStart + SUM_DIGITS] = SPACE;
}

/** The bytes of sealed lines, as few pieces as they lie in. */
export function piecesOf(lines: readonly EncodedLine[]): Buffer[] {
  const pieces: Buffer[] = [];
  let first = lines[0];
  for (let n = 0; n < lines.length; n += 1) {
    const line = lines[n]!;
    const next = lines[n + 1];
    if (next?.slab === line.slab && next.lineStart === line.lineEnd) continue;
    pieces.push(line.bytes.subarray(first!.lineStart, line.lineEnd));
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
