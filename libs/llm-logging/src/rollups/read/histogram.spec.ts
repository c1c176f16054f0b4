import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketOf, Histogram, manyHistograms, middleOf } from './histogram.js';

const times = fc.array(fc.oneof(fc.nat(2_147_483_647), fc.nat(50), fc.nat(30_000)), { minLength: 1, maxLength: 500 });
const SHARES = [0, 0.25, 0.5, 0.95, 0.99, 1];

/** `percentile_cont` of PostgreSQL. */
function exact(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const below = sorted[Math.floor(rank)]!;
  return below + (sorted[Math.ceil(rank)]! - below) * (rank - Math.floor(rank));
}

const histogramOf = (values: readonly number[]) =>
  values.reduce((histogram, ms) => histogram.add(bucketOf(ms)), new Histogram());

describe('a histogram', () => {
  it('gives every percentile within 1 % of the exact one', () => {
    fc.assert(
      fc.property(times, (values) => {
        const estimates = histogramOf(values).percentiles(SHARES);
        for (const [index, share] of SHARES.entries()) {
          const truth = exact(values, share);
          expect(Math.abs(estimates[index]! - truth)).toBeLessThanOrEqual(truth * 0.01 + 1e-9);
        }
      }),
    );
  });

  it('is the same however the times are divided', () => {
    fc.assert(
      fc.property(times, times, (some, others) => {
        const added = histogramOf(some).addAll(histogramOf(others));
        expect(added.percentiles(SHARES)).toEqual(histogramOf([...some, ...others]).percentiles(SHARES));
      }),
    );
  });

  it('keeps times under a millisecond at 0 and knows nothing of none', () => {
    expect(histogramOf([0, 0.9]).percentiles([0.5])).toEqual([0]);
    expect(new Histogram().percentiles([0.5])).toEqual([null]);
    expect(middleOf(bucketOf(1))).toBeCloseTo(1.0099, 4);
  });

  it('reads what rollups keep: runs of buckets with counts, several times of one or not', () => {
    const count = fc.integer({ min: 1, max: 1_000_000 });
    const run = fc.record({
      first: fc.nat(500),
      counts: fc.array(fc.option(count, { nil: undefined }), { maxLength: 500 }),
      last: count,
    });
    const one = fc.record({ first: fc.nat(1_086), counts: fc.constant([]), last: fc.constant(undefined) });
    const written = fc.oneof(
      fc.array(fc.oneof(run, one), { minLength: 1, maxLength: 100 }),
      fc.array(one, { minLength: 1, maxLength: 3_000, size: 'max' }),
    );
    fc.assert(
      fc.property(written, fc.nat(1_086), (runs, other) => {
        const list = runs.map(({ first, counts, last }) =>
          last === undefined ? first : `${first}:${[...counts, last].map((count) => count ?? '').join(',')}`,
        );
        const expected = new Map<number, number>();
        for (const { first, counts, last } of runs)
          for (const [index, count] of [...counts, last ?? 1].entries())
            if (count !== undefined) expected.set(first + index, (expected.get(first + index) ?? 0) + count);
        const histograms = manyHistograms();
        const fresh = () => histograms.next().value;
        const [histogram, neighbour] = [fresh(), fresh()];
        neighbour.add(0).add(1_086);
        histogram.add(other).addList(list.join(';'));
        const times = [other, ...expected.keys()].map(middleOf);
        expect(histogram.percentiles([0, 1])).toEqual([Math.min(...times), Math.max(...times)]);
        const same = new Histogram().add(other);
        for (const [bucket, count] of expected) same.add(bucket, count);
        expect(histogram.percentiles(SHARES)).toEqual(same.percentiles(SHARES));
        expect(neighbour.percentiles([0, 1])).toEqual([0, middleOf(1_086)]);
      }),
    );
  });
});
