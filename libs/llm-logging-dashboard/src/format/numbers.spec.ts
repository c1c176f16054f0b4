import { expect, it } from '@jest/globals';
import { delta, duration, share, tokens } from './numbers.js';

it('writes figures of a column with as many digits', () => {
  expect([299, 7_124, 13_000, 59_900, 134_000].map(duration)).toEqual([
    '299 ms',
    '7.12 s',
    '13.0 s',
    '59.9 s',
    '2 min 14 s',
  ]);
  expect([1_453, 99_999, 104_000, 1_300_000, 75_800_000].map(tokens)).toEqual([
    '1,453',
    '99,999',
    '104k',
    '1.30M',
    '75.8M',
  ]);
  expect([0, 0.000_02, 0.04, 1].map(share)).toEqual(['0.0%', '< 0.1%', '4.0%', '100.0%']);
});

it('writes a change with the digits that say something', () => {
  expect([0.1234, 15.8, -0.034, 0].map(delta)).toEqual(['+12%', '+1,580%', '−3.4%', '±0.0%']);
});
