import { expect, it } from '@jest/globals';
import { largestMovers } from './movers.js';

it('names those that moved most, new and gone ones too, over all dimensions', () => {
  const movers = largestMovers([
    { dimension: 'model', before: { gone: 5, same: 2, up: 1 }, now: { same: 2, up: 2, fresh: 9 } },
    { dimension: 'company', before: { a: 10, b: 1 }, now: { a: 3, b: 1 } },
  ]);
  expect(movers).toEqual([
    { dimension: 'model', name: 'fresh', before: 0, now: 9 },
    { dimension: 'company', name: 'a', before: 10, now: 3 },
    { dimension: 'model', name: 'gone', before: 5, now: 0 },
    { dimension: 'model', name: 'up', before: 1, now: 2 },
  ]);
});

it('leaves out a dimension of one name, names of no one thing, and more than asked for', () => {
  expect(largestMovers([{ dimension: 'callType', before: { chat: 1 }, now: { chat: 9 } }])).toEqual([]);
  const model = { dimension: 'model' as const, before: { unknown: 1, a: 1, b: 1 }, now: { unknown: 9, a: 2, b: 4 } };
  expect(largestMovers([model], 1).map(({ name }) => name)).toEqual(['b']);
});
