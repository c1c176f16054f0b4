import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { slipsBetween, suggestionFor } from './suggestion.js';

describe('suggestions', () => {
  it.each([
    ['stat', 'stats'],
    ['sttas', 'stats'],
    ['tial', 'tail'],
    ['mig', 'migrate'],
    ['verify', 'verify-stats'],
    ['prnue', 'prune'],
    ['dashboard', undefined],
    ['', undefined],
    ['x', undefined],
  ])('%j: %j', (given, suggestion) => {
    expect(suggestionFor(given, ['migrate', 'tail', 'trace', 'stats', 'prune', 'verify-stats'])).toBe(suggestion);
  });

  it('count slips the same way in both directions', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const slips = slipsBetween(a, b);
        expect(slips).toBe(slipsBetween(b, a));
        expect(slips === 0).toBe(a === b);
        expect(slips).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(slips).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});
