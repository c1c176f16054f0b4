import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blockPieces, linePieces } from './pieces.js';

const markdown = fc
  .array(fc.constantFrom('\n', '\n\n', 'word ', '```\n', '~~~~\n', '- item\n', '  more\n', '😀', '# head\n', '`'), {
    maxLength: 80,
  })
  .map((parts) => parts.join(''));

describe('linePieces', () => {
  it('loses nothing and cuts no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 2, max: 40 }), (text, length) => {
        const pieces = linePieces(text, length);
        expect(pieces.join('')).toBe(text);
        for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(length);
        if (text.isWellFormed()) expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
      }),
    );
  });

  it('prefers the ends of lines', () => {
    expect(linePieces('one\ntwo\nthree', 9)).toEqual(['one\ntwo\n', 'three']);
  });
});

describe('blockPieces', () => {
  it('loses nothing', () => {
    fc.assert(
      fc.property(markdown, fc.integer({ min: 1, max: 60 }), (text, length) => {
        expect(blockPieces(text, length).join('')).toBe(text);
      }),
    );
  });

  it('cuts between paragraphs, never in a fence or an item of a list', () => {
    expect(blockPieces('one\n\ntwo\n\nthree', 6)).toEqual(['one\n\n', 'two\n\n', 'three']);
    const fenced = '```js\na\n\nb\n```\n';
    expect(blockPieces(`x\n\n${fenced}\ny`, 4)).toEqual(['x\n\n', `${fenced}\n`, 'y']);
    expect(blockPieces('- a\n\n  b\n\nc', 4)).toEqual(['- a\n\n  b\n\n', 'c']);
  });
});
