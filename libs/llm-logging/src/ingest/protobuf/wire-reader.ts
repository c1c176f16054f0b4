/** A message of protobuf that cannot be read. */
export class WireError extends Error {}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** One field of a message as it stands on the wire. */
export interface WireField {
  readonly number: number;
  /** Of varints and of 64 bits. */
  readonly integer: bigint;
  /** Of everything else. */
  readonly bytes: Buffer;
}

const NO_BYTES = Buffer.alloc(0);

/**
 * The fields of a message, one after the other (https://protobuf.dev/programming-guides/encoding).
 * @throws WireError where the bytes are none
 */
export function* fieldsOf(message: Buffer): Generator<WireField> {
  let at = 0;
  while (at < message.length) {
    const tag = varintAt(message, at);
    at = tag.end;
    const number = Number(tag.value >> 3n);
    if (number === 0) throw new WireError('a field has the number 0');
    const field = fieldAt(message, at, Number(tag.value & 7n));
    at = field.end;
    yield { number, integer: field.integer, bytes: field.bytes };
  }
}

function fieldAt(message: Buffer, at: number, type: number): { integer: bigint; bytes: Buffer; end: number } {
  if (type === VARINT) {
    const { value, end } = varintAt(message, at);
    return { integer: value, bytes: NO_BYTES, end };
  }
  if (type === FIXED64) {
    const bytes = slice(message, at, 8);
    return { integer: bytes.readBigUInt64LE(), bytes, end: at + 8 };
  }
  if (type === FIXED32) return { integer: 0n, bytes: slice(message, at, 4), end: at + 4 };
  if (type !== BYTES) throw new WireError(`a field has the unknown type ${type}`);
  const { value, end } = varintAt(message, at);
  const length = value > BigInt(message.length) ? Infinity : Number(value);
  return { integer: 0n, bytes: slice(message, end, length), end: end + length };
}

function slice(message: Buffer, at: number, length: number): Buffer {
  if (at + length > message.length) throw new WireError('the message ends within a field');
  return message.subarray(at, at + length);
}

const MAX_VARINT_BYTES = 10;

function varintAt(message: Buffer, start: number): { value: bigint; end: number } {
  let low = 0;
  // Nearly all are tags and lengths of a few bytes.
  for (let index = 0; index < 4; index += 1) {
    const byte = message[start + index];
    if (byte === undefined) throw new WireError('the message ends within a number');
    low |= (byte & 0x7f) << (7 * index);
    if (byte < 0x80) return { value: BigInt(low), end: start + index + 1 };
  }
  return longVarintAt(message, start);
}

function longVarintAt(message: Buffer, start: number): { value: bigint; end: number } {
  let value = 0n;
  for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
    const byte = message[start + index];
    if (byte === undefined) throw new WireError('the message ends within a number');
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: start + index + 1 };
  }
  throw new WireError('a number is longer than 64 bits');
}
