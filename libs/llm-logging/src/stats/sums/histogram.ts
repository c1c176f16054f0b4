import { BUCKET_RATIO, ENTRY_UNIT } from '../../storage/sums/buckets.js';

/** The bucket of a time in ms. `bucketSql` says the same in SQL. */
export function bucketOf(ms: number): number {
  return ms < 1 ? 0 : 1 + Math.floor(Math.log(ms) / Math.log(BUCKET_RATIO));
}

/** The time that is within 1 % of all times of a bucket: the harmonic mean of its bounds. */
export function middleOf(bucket: number): number {
  if (bucket === 0) return 0;
  const low = BUCKET_RATIO ** (bucket - 1);
  return (2 * low * BUCKET_RATIO) / (1 + BUCKET_RATIO);
}

/** How many times fell into each bucket. Adding histograms up gives the one of all their times. */
export class Histogram {
  /** By bucket; there are about a thousand. */
  readonly #counts: number[] = [];
  #total = 0;

  add(bucket: number, count = 1): this {
    while (this.#counts.length <= bucket) this.#counts.push(0);
    this.#counts[bucket]! += count;
    this.#total += count;
    return this;
  }

  /** @param entries as sums keep them, with commas between them; see {@link ENTRY_UNIT}. */
  addEntries(entries: string | null): this {
    if (entries === null) return this;
    for (const entry of JSON.parse(`[${entries}]`) as number[])
      this.add(entry % ENTRY_UNIT, Math.floor(entry / ENTRY_UNIT));
    return this;
  }

  addAll(other: Histogram): this {
    for (const [bucket, count] of other.#counts.entries()) if (count > 0) this.add(bucket, count);
    return this;
  }

  /**
   * The time that a share of all times is not longer than, as `percentile_cont` of PostgreSQL gives it, off by 1 % at most; null
   * without times.
   */
  percentiles(shares: readonly number[]): (number | null)[] {
    if (this.#total === 0) return shares.map(() => null);
    return shares.map((share) => {
      const rank = share * (this.#total - 1);
      const [below, above] = [this.#timeAt(Math.floor(rank)), this.#timeAt(Math.ceil(rank))];
      return below + (above - below) * (rank - Math.floor(rank));
    });
  }

  #timeAt(rank: number): number {
    let seen = 0;
    const bucket = this.#counts.findIndex((count) => (seen += count) > rank);
    return middleOf(bucket);
  }
}
