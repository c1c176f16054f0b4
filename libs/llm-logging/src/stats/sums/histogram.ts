import { BUCKET_RATIO, BUCKETS, ENTRY_UNIT } from '../../storage/sums/buckets.js';

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

/** How many times fell into each bucket. Adding histograms up gives the one of all their times, some of which may count as taken off. */
export class Histogram {
  readonly #counts = new Int32Array(BUCKETS);
  #total = 0;

  add(bucket: number, count = 1): this {
    this.#counts[bucket]! += count;
    this.#total += count;
    return this;
  }

  /**
   * @param entries as sums keep them, with commas between them; see {@link ENTRY_UNIT}.
   * @param times how often they count, -1 to take them off.
   */
  addEntries(entries: string | null, times: 1 | -1 = 1): this {
    if (entries === null) return this;
    for (const entry of JSON.parse(`[${entries}]`) as number[]) {
      const bucket = entry & (ENTRY_UNIT - 1);
      this.add(bucket, (times * (entry - bucket)) / ENTRY_UNIT);
    }
    return this;
  }

  addAll(other: Histogram): this {
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.#counts[bucket]! += other.#counts[bucket]!;
    this.#total += other.#total;
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
      const [below, above] = this.#timesAround(rank);
      return below + (above - below) * (rank - Math.floor(rank));
    });
  }

  #timesAround(rank: number): [below: number, above: number] {
    let bucket = 0;
    let seen = this.#counts[0]!;
    const timeAt = (whole: number): number => {
      while (seen <= whole) seen += this.#counts[++bucket]!;
      return middleOf(bucket);
    };
    return [timeAt(Math.floor(rank)), timeAt(Math.ceil(rank))];
  }
}
