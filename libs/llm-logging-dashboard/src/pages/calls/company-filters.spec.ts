import { describe, expect, it } from '@jest/globals';
import { areCountable, areRolledUp } from './company-filters.js';

describe('counts of companies', () => {
  it.each([
    [{}, true],
    [{ companyId: 'acme', callType: ['chat'] }, true],
    [{ model: ['gpt-4o'], provider: ['openai'] }, true],
    [{ userId: 'ann' }, true],
    [{ model: ['-gpt-4o'] }, false],
    [{ model: ['gpt-4o'], callType: ['chat'] }, false],
    [{ model: ['gpt-4o'], status: ['error'] }, false],
    [{ release: ['2.1.0'] }, false],
  ])('of %j come from rollups: %j', (filters, expected) => {
    expect(areRolledUp(filters)).toBe(expected);
    expect(areCountable(filters)).toBe(true);
  });

  it('are not made by what no statistics filter by', () => {
    for (const filters of [{ minCost: '1' }, { search: 'a' }, { kind: ['step'] }, { sessionId: 's' }])
      expect(areCountable(filters)).toBe(false);
  });
});
