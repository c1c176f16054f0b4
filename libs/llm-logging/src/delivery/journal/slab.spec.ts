import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineEncoder, type EncodedLine } from './journal-line.js';

describe('memory of lines', () => {
  it('is used again only when none of its lines is needed', () => {
    const step = fc.record({
      length: fc.integer({ min: 1, max: 60_000 }),
      resolves: fc.nat({ max: 3 }),
      pick: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const encoder = new LineEncoder();
        const kept: { line: EncodedLine; text: string }[] = [];
        for (const [n, { length, resolves, pick }] of steps.entries()) {
          const text = JSON.stringify(`${n}`.repeat(length).slice(0, length));
          kept.push({ line: encoder.encode(text), text });
          for (let i = 0; i < resolves && kept.length > 0; i += 1)
            kept.splice(pick % kept.length, 1)[0]!.line.resolve();
          for (const { line, text } of kept) expect(line.bytes.toString('utf8', line.start, line.end)).toBe(text);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is used again', () => {
    const encoder = new LineEncoder();
    const slabs = new Set(
      Array.from({ length: 500 }, () => {
        const { slab } = encoder.encode('x'.repeat(10_000));
        slab.release();
        return slab;
      }),
    );
    expect(slabs.size).toBeLessThan(4);
  });
});
