import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { constants, deflateRawSync } from 'node:zlib';
import { clientFrame, closeFrame, textFrame } from './web-socket-frames.js';
import { WebSocketMessages } from './web-socket-messages.js';

interface Written {
  mask?: Uint8Array;
  opcode?: number;
  isLast?: boolean;
  isCompressed?: boolean;
}

function frame(payload: Uint8Array, { mask, opcode = 1, isLast = true, isCompressed = false }: Written = {}): Buffer {
  const length = payload.length < 126 ? [payload.length] : payload.length < 65_536 ? [126] : [127];
  const long = Buffer.alloc(length[0] === 126 ? 2 : length[0] === 127 ? 8 : 0);
  if (long.length === 2) long.writeUInt16BE(payload.length);
  if (long.length === 8) long.writeBigUInt64BE(BigInt(payload.length));
  const first = (isLast ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | opcode;
  const masked = mask === undefined ? payload : payload.map((byte, n) => byte ^ mask[n & 3]!);
  return Buffer.concat([Buffer.from([first, length[0]! | (mask ? 0x80 : 0)]), long, mask ?? Buffer.alloc(0), masked]);
}

/** Compressed as with a context that is kept. */
function deflated(texts: readonly string[]): Buffer[] {
  let window = Buffer.alloc(0);
  return texts.map((text) => {
    const dictionary = window.length === 0 ? undefined : window;
    const bytes = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH, dictionary });
    window = Buffer.concat([window, Buffer.from(text)]).subarray(-32_768);
    return bytes.subarray(0, -4);
  });
}

function read(bytes: Buffer, cuts: readonly number[], hasContext?: boolean): string[] {
  const given: string[] = [];
  const messages = new WebSocketMessages(hasContext === undefined ? undefined : { hasContext }, (message) =>
    given.push(message.bytes.toString()),
  );
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    // Memory that is used again.
    const piece = Buffer.from(bytes.subarray(from, to));
    messages.push(piece);
    piece.fill(0);
    from = to;
  }
  return given;
}

const texts = fc.array(fc.oneof(fc.string(), fc.string({ unit: 'grapheme', minLength: 100, maxLength: 400 })), {
  maxLength: 6,
});
const cuts = fc.array(fc.nat(), { maxLength: 8 });

describe('messages of a WebSocket', () => {
  it('are found however the bytes come, masked or not, in frames and between pings', () => {
    fc.assert(
      fc.property(
        texts,
        cuts,
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.boolean(),
        (all, at, key, isMasked) => {
          const mask = isMasked ? key : undefined;
          const bytes = all.flatMap((text) => {
            const payload = Buffer.from(text);
            const half = payload.length >> 1;
            return [
              frame(payload.subarray(0, half), { mask, isLast: false }),
              frame(Buffer.from('ping'), { mask, opcode: 9 }),
              frame(payload.subarray(half), { mask, opcode: 0 }),
            ];
          });
          expect(read(Buffer.concat(bytes), at)).toEqual(all.map((text) => Buffer.from(text).toString()));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are found when they are compressed, referring to one another or not', () => {
    fc.assert(
      fc.property(texts, cuts, (all, at) => {
        const bytes = deflated(all).map((payload) => frame(payload, { isCompressed: true }));
        expect(read(Buffer.concat(bytes), at, true)).toEqual(all.map((text) => Buffer.from(text).toString()));
      }),
      { numRuns: 60 },
    );
    const alone = ['Hello?', 'Hello?'].map((text) => frame(deflated([text])[0]!, { isCompressed: true }));
    expect(read(Buffer.concat(alone), [], false)).toEqual(['Hello?', 'Hello?']);
  });

  it('are left out when they are too long or broken, and what comes after is still read', () => {
    const long = frame(Buffer.alloc(17 * 1024 * 1024));
    expect(read(Buffer.concat([long, frame(Buffer.from('after'))]), [70_000])).toEqual(['after']);
    const broken = frame(Buffer.from([0xff, 0xff, 0xff]), { isCompressed: true });
    expect(read(Buffer.concat([broken, frame(Buffer.from('after'))]), [], true)).toEqual([]);
  });

  it('are found in frames that are written here, of whatever length', () => {
    const lengths = [0, 125, 126, 65_535, 65_536];
    const texts = lengths.map((length) => 'x'.repeat(length));
    expect(read(Buffer.concat(texts.map(textFrame)), [3, 200])).toEqual(texts);
    expect(read(Buffer.concat(texts.map((text) => clientFrame(1, Buffer.from(text)))), [3, 200])).toEqual(texts);
    // What ends a connection has room for 123 bytes of a reason, none of them half a character.
    expect(closeFrame(1008, `${'x'.repeat(122)}é`)).toEqual(
      frame(Buffer.from(`\x03\xf0${'x'.repeat(122)}`, 'latin1'), { opcode: 8 }),
    );
  });
});
