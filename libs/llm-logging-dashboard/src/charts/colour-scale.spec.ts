import { expect, it } from '@jest/globals';
import { colourScale, isJoined, MOST_NAMES } from './colour-scale.js';

it('gives names drawn together a colour each, and the rest grey', () => {
  const names = ['unknown', ...Array.from({ length: MOST_NAMES + 1 }, (_, index) => `n${index}`)];
  const colourOf = colourScale(names);
  expect(new Set(names.slice(1, -1).map(colourOf)).size).toBe(MOST_NAMES);
  for (const name of ['unknown', 'other', names.at(-1)!, 'never given']) expect(colourOf(name)).toBe('--series-8');
});

it('knows names that stand for no one thing', () => {
  expect(['other', 'unknown', 'gpt-4o'].map(isJoined)).toEqual([true, true, false]);
});
