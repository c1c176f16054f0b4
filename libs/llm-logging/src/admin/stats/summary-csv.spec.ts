import { describe, expect, it } from '@jest/globals';
import { summaryCsv } from './summary-csv.js';

describe('the summary as CSV', () => {
  it('has plain decimals, and no formulas', () => {
    const counts = { totalCalls: 1, failedCalls: 0, unpricedCalls: 0, promptTokens: 2, completionTokens: 3 };
    const row = { ...counts, start: new Date(0), end: new Date(1), cachedPromptTokens: 0, totalTokens: 5 };
    const rows = [
      { ...row, groups: { user: '=1+1' }, totalCost: 1e-12 },
      { ...row, groups: { user: 'u' }, totalCost: 12.5 },
      { ...row, groups: {}, totalCost: 100 },
    ];
    expect(summaryCsv(rows, ['user']).split('\r\n')).toEqual([
      'start,end,user,totalCalls,failedCalls,unpricedCalls,promptTokens,completionTokens,cachedPromptTokens,totalTokens,totalCostUsd',
      "1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.001Z,'=1+1,1,0,0,2,3,0,5,0.000000000001",
      '1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.001Z,u,1,0,0,2,3,0,5,12.5',
      '1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.001Z,,1,0,0,2,3,0,5,100',
      '',
    ]);
  });
});
