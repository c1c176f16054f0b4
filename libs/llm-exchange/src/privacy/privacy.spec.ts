import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonSnapshot } from './json-snapshot.js';
import { repairJson } from './repair-text.js';
import { truncateText } from './truncate-text.js';

describe('repairJson', () => {
  it('replaces just NULs and lone surrogates, wherever they stand', () => {
    const text = fc.string({
      unit: fc.constantFrom('\0', '\ud800', '\udc00', '\\', 'u', '0', 'd', '8', '"', 'é', '😀', '\n'),
    });
    fc.assert(
      fc.property(text, fc.dictionary(text, text), (value, bag) => {
        const repaired = JSON.parse(repairJson(JSON.stringify({ value, bag }))) as { value: string };
        expect(repaired.value).toBe(value.toWellFormed().replaceAll('\0', '\ufffd'));
        expect(JSON.stringify(repaired)).not.toMatch(/(?<!\\)(\\\\)*\\u0000/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('truncateText', () => {
  it('keeps what fits, and of the rest head and tail in whole characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 64, max: 300 }), (text, max) => {
        const cut = truncateText(text, max);
        if (Buffer.byteLength(text) <= max) return expect(cut).toBe(text);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(max + 3);
        const [head, tail] = cut.split(/\n… \[\d+ of \d+ bytes cut\] …\n/);
        expect(text.startsWith(head!)).toBe(true);
        expect(text.endsWith(tail!)).toBe(true);
        expect(cut).toContain(`of ${Buffer.byteLength(text)} bytes cut`);
      }),
    );
  });
});

describe('jsonSnapshot', () => {
  it('never throws and always gives JSON', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }), (value) => {
        JSON.stringify(jsonSnapshot(value));
      }),
    );
  });

  it('marks what JSON cannot hold', () => {
    const cyclic: Record<string, unknown> = { big: 10n, nan: NaN, bad: new Date(NaN), f: () => 1 };
    cyclic['self'] = cyclic;
    Object.defineProperty(cyclic, 'getter', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    expect({ ...(jsonSnapshot(cyclic) as object) }).toEqual({
      big: '10',
      nan: 'NaN',
      bad: 'Invalid Date',
      f: '[Function]',
      self: '[Circular]',
      getter: '[Getter]',
    });
  });

  it('keeps a member called __proto__ a member', () => {
    const hostile: unknown = JSON.parse('{"__proto__": {"polluted": true}}');
    expect(JSON.stringify(jsonSnapshot(hostile))).toBe('{"__proto__":{"polluted":true}}');
  });
});
