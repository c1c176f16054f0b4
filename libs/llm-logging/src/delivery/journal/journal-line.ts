import { crc32 } from 'node:zlib';

/** `<CRC-32 of the JSON's bytes, 8 hex digits> <JSON>\n` */
const HEAD_BYTES = 9;
const NEWLINE = 0x0a;
const FIRST_BYTES = 64 * 1024;
/** A larger buffer is not kept for the next turn. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/** Lines on their way to a file, as bytes. */
export class LineEncoder {
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds one line. @returns its bytes. */
  add(json: string): number {
    const start = this.#length;
    this.#makeRoom(HEAD_BYTES + json.length * 3 + 1);
    const end = start + HEAD_BYTES + this.#buffer.write(json, start + HEAD_BYTES);
    const sum = crc32(this.#buffer.subarray(start + HEAD_BYTES, end));
    this.#buffer.write(headOf(sum), start, 'latin1');
    this.#buffer[end] = NEWLINE;
    this.#length = end + 1;
    return this.#length - start;
  }

  /** All lines added since the last time. The bytes are good until the next {@link add}. */
  take(): Buffer {
    const lines = this.#buffer.subarray(0, this.#length);
    this.#length = 0;
    if (this.#buffer.length > MAX_KEPT_BYTES) this.#buffer = Buffer.allocUnsafe(FIRST_BYTES);
    return lines;
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

/** The JSON of each line of a segment; undefined for one that is torn or damaged, which hides no other. */
export function* journalLines(segment: Buffer): Generator<string | undefined> {
  for (let start = 0; start < segment.length;) {
    const newline = segment.indexOf(NEWLINE, start);
    const end = newline === -1 ? segment.length : newline;
    if (end > start) yield jsonOf(segment.subarray(start, end));
    start = end + 1;
  }
}

function jsonOf(line: Buffer): string | undefined {
  const json = line.subarray(HEAD_BYTES);
  const isSound = json.length > 0 && line.toString('latin1', 0, HEAD_BYTES) === headOf(crc32(json));
  return isSound ? json.toString() : undefined;
}

function headOf(sum: number): string {
  return `${sum.toString(16).padStart(8, '0')} `;
}
