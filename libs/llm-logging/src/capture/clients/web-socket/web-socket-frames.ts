import { randomBytes } from 'node:crypto';

const TEXT = 1;
const CLOSE = 8;
/** What fits into a control frame beside its code. */
const MAX_REASON_BYTES = 123;

/** A text as a server sends it. */
export function textFrame(text: string): Buffer {
  return frameOf(TEXT, Buffer.from(text));
}

/** The end of a connection as a server sends it. */
export function closeFrame(code: number, reason: string): Buffer {
  const said = Buffer.from(reason)
    .subarray(0, MAX_REASON_BYTES)
    .toString()
    .replace(/\uFFFD+$/, '');
  const payload = Buffer.concat([Buffer.alloc(2), Buffer.from(said)]);
  payload.writeUInt16BE(code);
  return frameOf(CLOSE, payload);
}

/** A message as a client sends it, in one frame that is not compressed. */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  return frameOf(opcode, payload, randomBytes(4));
}

/** The payload with its mask put on, or taken off. */
export function masked(payload: Buffer, mask: Buffer | undefined): Buffer {
  const own = Buffer.from(payload);
  if (mask !== undefined) for (let n = 0; n < own.length; n += 1) own[n]! ^= mask[n & 3]!;
  return own;
}

function frameOf(opcode: number, payload: Buffer, mask?: Buffer): Buffer {
  const head = Buffer.concat([Buffer.from([0x80 | opcode, 0]), lengthOf(payload.length)]);
  head[1] = (mask === undefined ? 0 : 0x80) | (payload.length < 126 ? payload.length : head.length === 4 ? 126 : 127);
  return Buffer.concat([head, mask ?? Buffer.alloc(0), masked(payload, mask)]);
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(bytes < 126 ? 0 : bytes < 65_536 ? 2 : 8);
  if (length.length === 2) length.writeUInt16BE(bytes);
  if (length.length === 8) length.writeBigUInt64BE(BigInt(bytes));
  return length;
}
