import { inflateRawSync, constants } from 'node:zlib';
import { masked } from './web-socket-frames.js';

/** Messages longer than this are not read. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** What compressed messages may refer back to: RFC 7692. */
const WINDOW_BYTES = 32 * 1024;
/** What is left out at the end of a compressed message. */
const TAIL = Buffer.from([0, 0, 0xff, 0xff]);
const CONTINUED = 0;
const FIRST_CONTROL = 8;

interface Frame {
  readonly headBytes: number;
  readonly bytes: number;
  readonly isLast: boolean;
  readonly isCompressed: boolean;
  readonly opcode: number;
  readonly mask: Buffer | undefined;
}

/** A whole message, decompressed. */
export interface WebSocketMessage {
  /** 1 for a text, 2 for bytes. */
  readonly opcode: number;
  readonly bytes: Buffer;
  /** As it came. */
  readonly isCompressed: boolean;
}

/** How the messages of one direction are compressed, where they are. */
export interface Compression {
  /** Messages refer back to earlier ones. */
  readonly hasContext: boolean;
}

/** Finds the messages in the bytes of one direction of a WebSocket (RFC 6455). What it cannot read any more it leaves alone. */
export class WebSocketMessages {
  #buffered: Buffer[] = [];
  #bufferedBytes = 0;
  #frame: Frame | undefined;
  #pieces: Buffer[] = [];
  #messageBytes = 0;
  #opcode = 0;
  #isCompressed = false;
  #window: Buffer | undefined;
  #isLost = false;
  #skipBytes = 0;

  constructor(
    private readonly compression: Compression | undefined,
    private readonly given: (message: WebSocketMessage) => void,
  ) {}

  /** Some of a message that can be read is here, and its end is not. */
  get isWithin(): boolean {
    if (this.#isLost || this.#skipBytes > 0) return false;
    return this.#bufferedBytes > 0 || this.#frame !== undefined || this.#pieces.length > 0;
  }

  push(bytes: Uint8Array): void {
    if (this.#isLost) return;
    this.#buffered.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.#bufferedBytes += bytes.byteLength;
    while (!this.#isLost && this.#next());
    // What stays is copied: whoever gave it may use its memory again.
    if (this.#buffered.length > 0)
      this.#buffered = this.#buffered.map((piece, n) => (n < this.#buffered.length - 1 ? piece : Buffer.from(piece)));
  }

  /** @returns whether there may be more. */
  #next(): boolean {
    if (this.#skipBytes > 0) {
      this.#skipBytes -= this.#take(Math.min(this.#skipBytes, this.#bufferedBytes)).length;
      return this.#skipBytes === 0;
    }
    this.#frame ??= this.#head();
    const frame = this.#frame;
    if (frame === undefined) return false;
    if (this.#messageBytes + frame.bytes > MAX_MESSAGE_BYTES) return this.#leaveOut(frame);
    if (this.#bufferedBytes < frame.bytes) return false;
    this.#frame = undefined;
    this.#read(frame, masked(this.#take(frame.bytes), frame.mask));
    return true;
  }

  #head(): Frame | undefined {
    const frame = frameIn(
      this.#buffered.length === 1 ? this.#buffered[0]! : (this.#buffered = [Buffer.concat(this.#buffered)])[0]!,
    );
    if (frame !== undefined) this.#take(frame.headBytes);
    return frame;
  }

  #read(frame: Frame, payload: Buffer): void {
    if (frame.opcode >= FIRST_CONTROL) return;
    if (frame.opcode !== CONTINUED) {
      this.#pieces = [];
      this.#messageBytes = 0;
      this.#opcode = frame.opcode;
      this.#isCompressed = frame.isCompressed;
    }
    this.#pieces.push(payload);
    this.#messageBytes += payload.length;
    if (!frame.isLast) return;
    const bytes = this.#message();
    this.#pieces = [];
    this.#messageBytes = 0;
    if (bytes !== undefined) this.given({ opcode: this.#opcode, bytes, isCompressed: this.#isCompressed });
  }

  #message(): Buffer | undefined {
    const whole = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    if (!this.#isCompressed) return whole;
    try {
      const inflated = inflateRawSync(Buffer.concat([whole, TAIL]), {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: MAX_MESSAGE_BYTES,
        dictionary: this.#window,
      });
      if (this.compression?.hasContext)
        this.#window = Buffer.concat([this.#window ?? Buffer.alloc(0), inflated]).subarray(-WINDOW_BYTES);
      return inflated;
    } catch {
      return void (this.#isLost = true);
    }
  }

  /** Later messages may refer back to one that was not read. */
  #leaveOut(frame: Frame): boolean {
    this.#isLost = this.compression !== undefined || !frame.isLast || frame.opcode === CONTINUED;
    this.#frame = undefined;
    this.#skipBytes = frame.bytes;
    return !this.#isLost;
  }

  #take(bytes: number): Buffer {
    const whole = this.#buffered.length === 1 ? this.#buffered[0]! : Buffer.concat(this.#buffered);
    this.#bufferedBytes -= bytes;
    this.#buffered = this.#bufferedBytes === 0 ? [] : [whole.subarray(bytes)];
    return whole.subarray(0, bytes);
  }
}

/** Undefined while its head is not there whole. */
function frameIn(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const [first, second] = bytes as unknown as [number, number];
  const isMasked = (second & 0x80) !== 0;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const headBytes = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < headBytes) return undefined;
  const long = lengthBytes === 2 ? bytes.readUInt16BE(2) : lengthBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
  return {
    headBytes,
    bytes: long,
    isLast: (first & 0x80) !== 0,
    isCompressed: (first & 0x40) !== 0,
    opcode: first & 0x0f,
    mask: isMasked ? Buffer.from(bytes.subarray(headBytes - 4, headBytes)) : undefined,
  };
}
