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

const [COMMA, ZERO] = [','.charCodeAt(0), '0'.charCodeAt(0)];
/** Characters of the shortest entry and its comma. */
const SHORTEST = String(ENTRY_UNIT).length + 1;

/** Reads lists as sums keep them, see {@link ENTRY_UNIT}, each into the same memory: a chart has thousands of them. */
export class ListReader {
  #entries = new Float64Array(BUCKETS);

  /** @returns entries, until the next list is read. */
  read(list: string): Float64Array {
    const most = Math.ceil(list.length / SHORTEST);
    if (most > this.#entries.length) this.#entries = new Float64Array(2 * most);
    const entries = this.#entries;
    let count = 0;
    let entry = 0;
    for (let at = 0; at < list.length; at++) {
      const code = list.charCodeAt(at);
      if (code === COMMA) {
        entries[count++] = entry;
        entry = 0;
      } else entry = entry * 10 + (code - ZERO);
    }
    entries[count++] = entry;
    return entries.subarray(0, count);
  }
}

/** How many times fell into each bucket. Adding histograms up gives the one of all their times, some of which may count as taken off. */
export class Histogram {
  readonly #counts: Int32Array;
  #total = 0;

  constructor(counts = new Int32Array(BUCKETS)) {
    this.#counts = counts;
  }

  add(bucket: number, count = 1): this {
    this.#counts[bucket]! += count;
    this.#total += count;
    return this;
  }

  /** @param times how often they count, -1 to take them off. */
  addEntries(entries: Float64Array, times: 1 | -1 = 1): this {
    const counts = this.#counts;
    for (const entry of entries) {
      const bucket = entry & (ENTRY_UNIT - 1);
      const count = (times * (entry - bucket)) / ENTRY_UNIT;
      counts[bucket]! += count;
      this.#total += count;
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

/** Of many, each piece of memory holds this many: V8 is slow at giving thousands of pieces and taking them back. */
const PER_PIECE = 64;

/** Empty histograms, for who needs many. */
export function* manyHistograms(): Generator<Histogram, never> {
  for (;;) {
    const counts = new Int32Array(PER_PIECE * BUCKETS);
    for (let at = 0; at < counts.length; at += BUCKETS) yield new Histogram(counts.subarray(at, at + BUCKETS));
  }
}
