import { expect, it } from '@jest/globals';
import { sparkPoints } from './spark-points.js';

it('draws values from the foot of the box to its top, and passes over gaps', () => {
  expect(sparkPoints([0, null, 10], 106, 26)).toEqual([
    { x: 3, y: 23 },
    { x: 103, y: 3 },
  ]);
  expect(sparkPoints([0, 0], 106, 26).map(({ y }) => y)).toEqual([23, 23]);
  expect(sparkPoints([], 106, 26)).toEqual([]);
});
