/** Bytes before a frame's headers: total length, length of the headers, checksum of both. */
const PRELUDE = 12;
const CHECKSUM = 4;
/** Longer frames do not exist; a length beyond it means that these bytes are something else. */
const MAX_FRAME = 32 * 1024 * 1024;
const STRING_HEADER = 7;
/** Sizes of the other header types: https://smithy.io/2.0/aws/amazon-eventstream.html */
const HEADER_SIZES: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };

/** One frame: the name of its event or exception, and its JSON. */
export interface AwsEvent {
  readonly type: string;
  readonly isException: boolean;
  readonly json: string;
}

/** Reads `application/vnd.amazon.eventstream`, given in pieces that may end anywhere. */
export class AwsEventStream {
  #rest: Uint8Array = new Uint8Array(0);
  #isBroken = false;

  push(piece: Uint8Array): AwsEvent[] {
    const events: AwsEvent[] = [];
    if (this.#isBroken) return events;
    let bytes = this.#rest.length === 0 ? piece : concat(this.#rest, piece);
    while (bytes.length >= PRELUDE) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const length = view.getUint32(0);
      const headersLength = view.getUint32(4);
      if (length > MAX_FRAME || length < PRELUDE + CHECKSUM + headersLength) {
        this.#isBroken = true;
        return events;
      }
      if (bytes.length < length) break;
      events.push(frameOf(bytes.subarray(0, length), headersLength));
      bytes = bytes.subarray(length);
    }
    this.#rest = bytes.slice();
    return events;
  }
}

function frameOf(frame: Uint8Array, headersLength: number): AwsEvent {
  const headers = headersOf(frame.subarray(PRELUDE, PRELUDE + headersLength));
  const json = new TextDecoder().decode(frame.subarray(PRELUDE + headersLength, frame.length - CHECKSUM));
  const exception = headers.get(':exception-type') ?? headers.get(':error-code');
  return { type: exception ?? headers.get(':event-type') ?? '', isException: exception !== undefined, json };
}

function headersOf(bytes: Uint8Array): Map<string, string> {
  const headers = new Map<string, string>();
  const decoder = new TextDecoder();
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + bytes[at]!;
    const name = decoder.decode(bytes.subarray(at + 1, nameEnd));
    const type = bytes[nameEnd];
    if (type === undefined) break;
    const fixed = HEADER_SIZES[type];
    const length = fixed ?? ((bytes[nameEnd + 1] ?? 0) << 8) + (bytes[nameEnd + 2] ?? 0);
    const begin = nameEnd + (fixed === undefined ? 3 : 1);
    if (type === STRING_HEADER) headers.set(name, decoder.decode(bytes.subarray(begin, begin + length)));
    at = begin + length;
  }
  return headers;
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
