import { expect, it } from '@jest/globals';
import { alone, stacked, sumOf } from './series.js';

const series = (...values: (number | null)[]) => ({ name: 'a', values, colour: '--series-1' as const });

it('stacks each layer on those below, nothing as 0', () => {
  expect(stacked([series(1, null, 3), series(2, 5, null)])).toEqual([
    [1, 0, 3],
    [3, 5, 3],
  ]);
  expect(stacked([])).toEqual([]);
});

it('adds up what there is', () => {
  expect(sumOf([1, null, 2.5])).toBe(3.5);
});

it('finds values between gaps, at the ends too', () => {
  expect(alone([1, null, 2, 3, null, 4, null, null, 5])).toEqual([0, 5, 8]);
  expect(alone([0])).toEqual([0]);
});
