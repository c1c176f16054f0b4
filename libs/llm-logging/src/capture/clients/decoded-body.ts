import * as zlib from 'node:zlib';

/** Bytes of an encoded answer that are kept at most; of a longer one, nothing is read. */
const MAX_ENCODED_BYTES = 8 * 1024 * 1024;
const MAX_DECODED_BYTES = 32 * 1024 * 1024;

type Decode = (bytes: Uint8Array) => Uint8Array;

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;
/** An answer that was cut short still says what it says. */
const CUT = { finishFlush: Z_SYNC_FLUSH, maxOutputLength: MAX_DECODED_BYTES };

const DECODERS: Readonly<Record<string, Decode>> = {
  gzip: (bytes) => zlib.gunzipSync(bytes, CUT),
  'x-gzip': (bytes) => zlib.gunzipSync(bytes, CUT),
  deflate: (bytes) => ((bytes[0]! & 0x0f) === 8 ? zlib.inflateSync(bytes, CUT) : zlib.inflateRawSync(bytes, CUT)),
  br: (bytes) =>
    zlib.brotliDecompressSync(bytes, { finishFlush: BROTLI_OPERATION_FLUSH, maxOutputLength: MAX_DECODED_BYTES }),
  zstd: (bytes) => (zlib as { zstdDecompressSync?: Decode }).zstdDecompressSync!(bytes),
};

/**
 * An encoded answer, which is decoded at its end and at once: the call around it may end with the same byte, and wants to know what was
 * answered.
 */
export class DecodedBody {
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  constructor(private readonly encoding: string) {}

  static isNeededFor(encoding: string | null): encoding is string {
    return encoding !== null && encoding !== '' && encoding.toLowerCase() !== 'identity';
  }

  push(piece: Uint8Array): void {
    this.#bytes += piece.byteLength;
    if (this.#bytes <= MAX_ENCODED_BYTES) this.#pieces.push(piece.slice());
    else this.#pieces = [];
  }

  /** The whole body so far; undefined where it cannot be decoded. */
  decoded(): Uint8Array | undefined {
    const decode = DECODERS[this.encoding.trim().toLowerCase()];
    if (decode === undefined || this.#pieces.length === 0) return undefined;
    try {
      return decode(Buffer.concat(this.#pieces));
    } catch {
      return undefined;
    }
  }
}
