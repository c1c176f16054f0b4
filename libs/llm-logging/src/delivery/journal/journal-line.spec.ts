import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { journalLines, LineEncoder, piecesOf, seal } from './journal-line.js';

const json = fc.json({ noUnicodeString: false }).filter((text) => !text.includes('\n'));

function encoded(texts: readonly string[], encoder = new LineEncoder()): Buffer {
  const lines = texts.map((text) => encoder.encode(text));
  for (const line of lines) seal(line);
  return Buffer.concat(piecesOf(lines));
}

const read = (segment: Buffer) => [...journalLines(segment)].map((line) => line?.toString());

describe('lines of the journal', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(json), (texts) => {
        expect(read(encoded(texts))).toEqual(texts);
      }),
    );
  });

  it('hold texts of any length, turn after turn', () => {
    const encoder = new LineEncoder();
    const texts = [1, 70_000, 5_000_000, 10, 200_000, 100_000, 3].map((length) => JSON.stringify('ä'.repeat(length)));
    expect(read(encoded(texts, encoder))).toEqual(texts);
    expect(read(encoded(texts.slice(3), encoder))).toEqual(texts.slice(3));
  });

  it('are damaged alone: a change of bytes hides no other line and is reported', () => {
    const damage = fc.record({ at: fc.nat(), byte: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(fc.array(json, { minLength: 1 }), damage, (texts, { at, byte }) => {
        const lines = encoded(texts);
        const place = at % lines.length;
        const hit = texts.findIndex((_text, n) => place < encoded(texts.slice(0, n + 1)).length);
        lines[place]! ^= byte;
        const found = read(lines);
        // A newline that is gone takes the line behind it along.
        const isNewline = place === encoded(texts.slice(0, hit + 1)).length - 1;
        const undamaged = texts.filter((_text, n) => n !== hit && !(isNewline && n === hit + 1));
        expect(found.filter((line) => line !== undefined)).toEqual(expect.arrayContaining(undamaged));
        const isWholeWithoutNewline = isNewline && hit === texts.length - 1 && found.length === texts.length;
        if (!isWholeWithoutNewline) expect(found).toContain(undefined);
      }),
    );
  });

  it('are torn at the end only', () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 1 }), fc.nat(), (texts, cut) => {
        const lines = encoded(texts);
        const rest = lines.subarray(0, cut % lines.length);
        const whole = read(rest).filter((line) => line !== undefined);
        expect(whole).toEqual(texts.slice(0, whole.length));
      }),
    );
  });
});
