import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callIdBound } from 'llm-exchange/call';
import { partitionName, periodFor, rangeAround, type IdRange, type PartitionPeriod } from './partition-range.js';

const time = fc.date({ min: new Date('2020-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
const period = fc.constantFrom<PartitionPeriod>('month', 'week', 'day');

describe('rangeAround', () => {
  it('holds the time and overlaps nothing, whatever periods came before', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(time, period), { maxLength: 40 }), (wanted) => {
        const existing: IdRange[] = [];
        for (const [at, length] of wanted) {
          const id = callIdBound(at);
          if (existing.some(({ from, to }) => from <= id && id < to)) continue;
          const range = rangeAround(at, length, existing);
          expect(range.from <= id && id < range.to).toBe(true);
          expect(existing.some(({ from, to }) => from < range.to && range.from < to)).toBe(false);
          existing.push(range);
          existing.sort((a, b) => (a.from < b.from ? -1 : 1));
        }
        expect(new Set(existing.map(partitionName)).size).toBe(existing.length);
      }),
    );
  });

  it('is a week from Monday, cut where a month is there', () => {
    const november = rangeAround(new Date('2026-11-10'), 'month', []);
    expect(partitionName(november)).toBe('llm_calls_20261101_20261201');
    const week = rangeAround(new Date('2026-12-02T10:00:00Z'), 'week', [november]);
    expect(partitionName(week)).toBe('llm_calls_20261201_20261207');
  });
});

describe('periodFor', () => {
  it('grows shorter with the volume', () => {
    expect([0, 14_999, 15_000, 99_999, 100_000].map(periodFor)).toEqual(['month', 'month', 'week', 'week', 'day']);
  });
});
