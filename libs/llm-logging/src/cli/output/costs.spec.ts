import { describe, expect, it } from '@jest/globals';
import { costColumn, costText } from './costs.js';

describe('costs', () => {
  it('stand in a column point below point, none of them rounded to nothing', () => {
    const shown = (...values: number[]) => values.map(costColumn(values));
    expect(shown(1_234.5, 0.0355, 0)).toEqual(['$1,234.50  ', '$0.0355', '$0     ']);
    expect(shown(2.4, 1)).toEqual(['$2.40', '$1.00']);
    expect(shown(0.000034, 0.0000002)).toEqual(['$0.000034', '< $0.000001']);
  });

  it('of which no part is known say what is missing', () => {
    const of = (totalCost: number, totalCalls: number, unpricedCalls: number, uncountedCalls?: number) =>
      costText({ totalCost, totalCalls, unpricedCalls, ...(uncountedCalls !== undefined && { uncountedCalls }) });
    expect([of(0, 2, 2), of(0, 2, 2, 2), of(0, 2, 2, 1)]).toEqual(['no price', 'no tokens', 'no price']);
    expect([of(0, 0, 0), of(0, 2, 1), of(3, 2, 2)]).toEqual(['$0', '$0', '$3.00']);
  });
});
