import { BUCKET_RATIO, BUCKETS } from '../schema/histogram-columns.js';

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

const [COMMA, COLON, SEMICOLON, ZERO] = Buffer.from(',:;0') as unknown as [number, number, number, number];
/** Instead of a bucket, outside of runs. */
const NONE = -1;

/** How many times fell into each bucket. Adding histograms up gives the one of all their times. */
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

  /** @param list as `rollups/schema/histogram-columns.ts` has it: read by character, as a chart has thousands of them. */
  addList(list: string): this {
    const counts = this.#counts;
    let total = 0;
    let bucket = NONE;
    let number = 0;
    for (let at = 0; at <= list.length; at++) {
      const code = at < list.length ? list.charCodeAt(at) : SEMICOLON;
      if (code >= ZERO && code < COLON) number = number * 10 + (code - ZERO);
      else {
        if (code === COLON) bucket = number;
        else {
          const count = bucket === NONE ? 1 : number;
          counts[bucket === NONE ? number : bucket]! += count;
          total += count;
          bucket = code === COMMA ? bucket + 1 : NONE;
        }
        number = 0;
      }
    }
    this.#total += total;
    return this;
  }

  addAll(other: Histogram): this {
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.#counts[bucket]! += other.#counts[bucket]!;
    this.#total += other.#total;
    return this;
  }

  /**
   * The times that shares of all times are not longer than, as `percentile_cont` of PostgreSQL gives them, off by 1 % at most; null
   * without times.
   * @param shares from 0 to 1, ascending.
   */
  percentiles(shares: readonly number[]): (number | null)[] {
    if (this.#total === 0) return shares.map(() => null);
    const counts = this.#counts;
    let bucket = 0;
    let seen = counts[0]!;
    return shares.map((share) => {
      const rank = share * (this.#total - 1);
      const whole = Math.floor(rank);
      while (seen <= whole) seen += counts[++bucket]!;
      const below = middleOf(bucket);
      if (rank <= seen - 1) return below;
      let next = bucket + 1;
      while (counts[next] === 0) next++;
      return below + (middleOf(next) - below) * (rank - whole);
    });
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
