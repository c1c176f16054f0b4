import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { colourScale, isJoined, MOST_NAMES } from './colour-scale.js';

it('gives names drawn together a colour each, and those that stand for no one thing grey', () => {
  const names = fc.uniqueArray(
    fc.string().filter((name) => !isJoined(name)),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(names, (drawn) => {
      const colourOf = colourScale(['unknown', ...drawn]);
      expect(new Set(drawn.map(colourOf)).size).toBe(drawn.length);
      for (const name of ['unknown', 'other']) expect(colourOf(name)).toBe('--series-other');
    }),
  );
});

it('follows the name, not its rank nor the range', () => {
  const names = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4-5', 'gemini-2.5-flash'];
  const colourOf = colourScale(names);
  const other = colourScale([...names].reverse());
  for (const name of names) expect(other(name)).toBe(colourOf(name));
  // Alone, a name has its own colour; together, at most those that share one move.
  expect(names.filter((name) => colourScale([name])(name) === colourOf(name)).length).toBeGreaterThanOrEqual(2);
  expect(MOST_NAMES).toBe(7);
});

it('knows names that stand for no one thing', () => {
  expect(['other', 'unknown', 'gpt-4o'].map(isJoined)).toEqual([true, true, false]);
});
