import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stripVTControlCharacters } from 'node:util';
import { columnsOf, fit } from './fit.js';

describe('lines for a terminal', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['a line that is too long', 10, 'a line th…'],
    ['漢字漢字漢字', 7, '漢字漢…'],
    ['漢字漢字漢字', 6, '漢字…'],
    ['\u001b[31mred and long\u001b[39m', 6, '\u001b[31mred a…\u001b[0m'],
    ['\u001b[31mred\u001b[39m', 3, '\u001b[31mred\u001b[39m'],
    ['anything', undefined, 'anything'],
  ])('%j in %j columns', (line, columns, shown) => {
    expect(fit(line, columns)).toBe(shown);
  });

  it('are never longer than it is wide, and lose nothing that fits', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '\u001b[31m') }),
        fc.integer({ min: 1, max: 20 }),
        (line, columns) => {
          const shown = stripVTControlCharacters(fit(line, columns));
          const whole = stripVTControlCharacters(line);
          expect(shown.length).toBe(Math.min(whole.length, columns));
          if (whole.length <= columns) expect(shown).toBe(whole);
        },
      ),
    );
  });

  it('are cut on terminals alone', () => {
    const host = (stdout: object): Parameters<typeof columnsOf>[0] => ({ stdout }) as never;
    expect(columnsOf(host({ isTTY: true, columns: 80 }))).toBe(80);
    expect(columnsOf(host({ isTTY: true }))).toBeUndefined();
    expect(columnsOf(host({ columns: 80 }))).toBeUndefined();
  });
});
