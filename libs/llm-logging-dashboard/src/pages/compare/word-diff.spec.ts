import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wordDiff } from './word-diff.js';

const sideOf = (parts: ReturnType<typeof wordDiff>, side: 'removed' | 'added') =>
  parts
    .filter(({ kind }) => kind === 'same' || kind === side)
    .map(({ text }) => text)
    .join('');

describe('wordDiff', () => {
  it('finds the words that differ', () => {
    expect(wordDiff('Answer from these reviews only.', 'Answer briefly from these reviews.')).toEqual([
      { kind: 'same', text: 'Answer ' },
      { kind: 'added', text: 'briefly ' },
      { kind: 'same', text: 'from these reviews' },
      { kind: 'removed', text: ' only' },
      { kind: 'same', text: '.' },
    ]);
    expect(wordDiff('', '')).toEqual([]);
    expect(wordDiff('same', 'same')).toEqual([{ kind: 'same', text: 'same' }]);
    expect(wordDiff('a', '')).toEqual([{ kind: 'removed', text: 'a' }]);
  });

  it('gives up on texts that have nothing in common, and loses nothing of them', () => {
    const [before, after] = ['x', 'y'].map((word) => Array.from({ length: 900 }, (_, n) => `${word}${n}`).join(','));
    const parts = wordDiff(before!, after!);
    expect([sideOf(parts, 'removed'), sideOf(parts, 'added')]).toEqual([before, after]);
  });

  it('holds both texts, whatever they are', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.array(fc.constantFrom('a', 'b', ' ', 'c', '.', '\n'), { maxLength: 60 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after);
        expect(sideOf(parts, 'removed')).toBe(before);
        expect(sideOf(parts, 'added')).toBe(after);
        expect(parts.every((part) => part.text !== '')).toBe(true);
      }),
    );
  });
});
