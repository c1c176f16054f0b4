import { hexOf, textOf, utf8Length, utf8Of } from '../platform/bytes.js';
import { sha256 } from '../platform/sha256.js';

/** Characters of a text that are hashed at most, and of one end of a longer one. */
const MAX_HASHED = 1024 * 1024;
const END = MAX_HASHED / 16;
/** Characters that are counted one by one: more would hold up the event loop. */
const MAX_COUNTED = 4 * MAX_HASHED;

/** What is known of a text that was cut. */
export interface TextDigest {
  /** Of its UTF-8; of more than 4,194,304 characters it follows from the bytes of its ends. */
  readonly bytes: number;
  /** Hexadecimal; of more than 1,048,576 characters that of its first and its last 65,536 and its length. */
  readonly sha256: string;
}

export function isLonger(text: string, maxBytes: number): boolean {
  return text.length * 3 > maxBytes && (text.length > maxBytes || utf8Length(text) > maxBytes);
}

export function digestOf(text: string): TextDigest {
  const pieces = text.length <= MAX_HASHED ? [text] : [text.slice(0, END), text.slice(-END), String(text.length)];
  return { bytes: bytesOf(text), sha256: hexOf(sha256(...pieces)) };
}

function bytesOf(text: string): number {
  if (text.length <= MAX_COUNTED) return utf8Length(text);
  const ofEnds = utf8Length(text.slice(0, END)) + utf8Length(text.slice(-END));
  return Math.round((text.length / (2 * END)) * ofEnds);
}

/**
 * Cuts a text that takes more than `maxBytes` of UTF-8: its head and its tail stay, and a mark between them says how much is
 * missing. A text within the limit comes back as it is.
 */
export function truncateText(text: string, maxBytes: number): string {
  return isLonger(text, maxBytes) ? joinEnds(text, text, { maxBytes, bytes: bytesOf(text) }) : text;
}

/** The begin of `head`, a mark, and the end of `tail`, in `maxBytes` together; `bytes` is the length of the whole. */
export function joinEnds(head: string, tail: string, { maxBytes, bytes }: { maxBytes: number; bytes: number }): string {
  const mark = `\n… [${bytes - maxBytes} of ${bytes} bytes cut] …\n`;
  const kept = Math.max(maxBytes - utf8Length(mark), 0);
  return `${headOf(head, Math.ceil(kept / 2))}${mark}${tailOf(tail, Math.floor(kept / 2))}`;
}

/** The longest beginning within so many bytes, whole characters only. */
function headOf(text: string, maxBytes: number): string {
  const buffer = utf8Of(text.slice(0, maxBytes));
  let end = Math.min(maxBytes, buffer.length);
  while (end > 0 && isContinuation(buffer[end])) end -= 1;
  return textOf(buffer.subarray(0, end));
}

function tailOf(text: string, maxBytes: number): string {
  const buffer = utf8Of(text.slice(Math.max(text.length - maxBytes, 0)));
  let begin = Math.max(buffer.length - maxBytes, 0);
  while (begin < buffer.length && isContinuation(buffer[begin])) begin += 1;
  return textOf(buffer.subarray(begin));
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
