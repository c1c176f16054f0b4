import { describe, expect, it } from '@jest/globals';
import { linesOf, stackOf } from './grouped-series.js';

const points = (...groups: Record<string, number>[]) => groups.map((one) => ({ groups: one }));
const itself = (value: number) => value;

describe('a stack', () => {
  it('has the largest first, and no layer of nothing', () => {
    const series = stackOf(points({ small: 1, large: 5, none: 0 }, { small: 2, large: 0, none: 0 }), itself);
    expect(series.map(({ name, values }) => [name, values])).toEqual([
      ['large', [5, 0]],
      ['small', [1, 2]],
    ]);
  });

  it('joins what is left as other, with what the answer joined already', () => {
    const groups = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`n${index}`, 10 - index]));
    const series = stackOf(points({ ...groups, other: 100 }), itself);
    expect(series).toHaveLength(8);
    expect(series.at(-1)).toEqual({ name: 'other', values: [3 + 2 + 100], colour: '--series-other' });
    expect(new Set(series.map(({ colour }) => colour)).size).toBe(8);
  });

  it('keeps an only other as it is', () => {
    const series = stackOf(points({ a: 1, other: 3 }), itself);
    expect(series.map(({ name }) => name)).toEqual(['a', 'other']);
  });

  it('is as large as all its groups', () => {
    const groups = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`n${index}`, index]));
    const sum = stackOf(points(groups), itself).reduce((all, { values }) => all + values[0]!, 0);
    expect(sum).toBe(190);
  });

  it('takes names that objects have themselves', () => {
    expect(stackOf(points({ constructor: 2 }, {}), itself)[0]).toMatchObject({
      name: 'constructor',
      values: [2, null],
    });
  });
});

describe('lines', () => {
  const totals = [
    { groups: { few: { calls: 1, ms: 9 }, many: { calls: 5, ms: null }, silent: { calls: 9, ms: null } } },
    { groups: { few: { calls: 1, ms: 8 }, many: { calls: 5, ms: 3 }, silent: { calls: 9, ms: null } } },
  ];

  it('are of the names with most weight that have values, gaps kept', () => {
    const lines = linesOf(
      totals,
      ({ ms }) => ms,
      ({ calls }) => calls,
    );
    expect(lines.map(({ name, values }) => [name, values])).toEqual([
      ['many', [null, 3]],
      ['few', [9, 8]],
    ]);
    expect(
      linesOf(
        totals,
        ({ ms }) => ms,
        ({ calls }) => calls,
        1,
      ),
    ).toHaveLength(1);
  });
});
