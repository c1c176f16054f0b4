import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { money, moneyColumn } from './money.js';

describe('a sum', () => {
  it.each([
    [1_234.5, '$1,234.50'],
    [44.1, '$44.10'],
    [1, '$1.00'],
    [0.5, '$0.50'],
    [0.356, '$0.356'],
    [0.0123, '$0.0123'],
    [0.000_012, '$0.000012'],
    [0.000_000_4, '< $0.000001'],
    [0, '$0.00'],
    [null, '–'],
  ])('of %p is %s', (value, expected) => {
    expect(money(value)).toBe(expected);
  });

  it('is never rounded to nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e7, noNaN: true }), (value) => {
        expect(money(value)).toMatch(/[1-9]/);
      }),
    );
  });
});

it('has its point where the others of its column have it', () => {
  const column = [12.5, 0.0123, null, 0];
  expect(column.map(moneyColumn(column))).toEqual(['$12.50\u2007\u2007', '$0.0123', '–', '$0.00\u2007\u2007']);
  expect([1, 2.5].map(moneyColumn([1, 2.5]))).toEqual(['$1.00', '$2.50']);
});
