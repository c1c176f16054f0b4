import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketOf, Histogram, ListReader, manyHistograms, middleOf } from './histogram.js';

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

  it('reads what sums keep: buckets with counts, several times of one or not', () => {
    const bucket = fc.nat(1_086);
    const lists = new ListReader();
    const counted = fc.array(fc.tuple(bucket, fc.integer({ min: 1, max: 10_000_000 })), {
      minLength: 1,
      maxLength: 3_000,
      size: 'max',
    });
    fc.assert(
      fc.property(counted, bucket, (counts, other) => {
        const entries = lists.read(counts.map(([bucket, count]) => count * 2_048 + bucket).join(','));
        const histograms = manyHistograms();
        const [histogram, neighbour] = [histograms.next().value, histograms.next().value];
        neighbour.add(0).add(1_086);
        histogram.add(other).addEntries(entries);
        const times = [other, ...counts.map(([bucket]) => bucket)].map(middleOf);
        expect(histogram.percentiles([0, 1])).toEqual([Math.min(...times), Math.max(...times)]);
        histogram.addEntries(entries, -1);
        expect(histogram.percentiles(SHARES)).toEqual(SHARES.map(() => middleOf(other)));
        expect(neighbour.percentiles([0, 1])).toEqual([0, middleOf(1_086)]);
      }),
    );
  });
});
