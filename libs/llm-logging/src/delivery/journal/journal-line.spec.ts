import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { journalLines, LineEncoder } from './journal-line.js';

const json = fc.json({ noUnicodeString: false }).filter((text) => !text.includes('\n'));

function encoded(texts: readonly string[]): Buffer {
  const encoder = new LineEncoder();
  for (const text of texts) encoder.add(text);
  return Buffer.from(encoder.take());
}

describe('lines of the journal', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(json), (texts) => {
        expect([...journalLines(encoded(texts))]).toEqual(texts);
      }),
    );
  });

  it('hold texts of any length, turn after turn', () => {
    const encoder = new LineEncoder();
    for (const length of [1, 70_000, 5_000_000, 10]) {
      const text = JSON.stringify('ä'.repeat(length));
      expect(encoder.add(text)).toBe(encoder.length);
      expect([...journalLines(encoder.take())]).toEqual([text]);
    }
  });

  it('are damaged alone: a change of bytes hides no other line and is told', () => {
    const damage = fc.record({ at: fc.nat(), byte: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(fc.array(json, { minLength: 1 }), damage, (texts, { at, byte }) => {
        const lines = encoded(texts);
        const place = at % lines.length;
        const hit = texts.findIndex((_text, n) => place < encoded(texts.slice(0, n + 1)).length);
        lines[place]! ^= byte;
        const read = [...journalLines(lines)];
        // A newline that is gone takes the line behind it along.
        const isNewline = place === encoded(texts.slice(0, hit + 1)).length - 1;
        const undamaged = texts.filter((_text, n) => n !== hit && !(isNewline && n === hit + 1));
        expect(read.filter((line) => line !== undefined)).toEqual(expect.arrayContaining(undamaged));
        const isWholeWithoutNewline = isNewline && hit === texts.length - 1 && read.length === texts.length;
        if (!isWholeWithoutNewline) expect(read).toContain(undefined);
      }),
    );
  });

  it('are torn at the end only', () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 1 }), fc.nat(), (texts, cut) => {
        const lines = encoded(texts);
        const rest = lines.subarray(0, cut % lines.length);
        const whole = [...journalLines(rest)].filter((line) => line !== undefined);
        expect(whole).toEqual(texts.slice(0, whole.length));
      }),
    );
  });
});
