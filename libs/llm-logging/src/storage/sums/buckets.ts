/**
 * Ratio of the bounds of a bucket: bucket n > 0 holds the times from BUCKET_RATIO^(n - 1) ms up to the next power, bucket 0 those
 * under 1 ms. Any time is within 1 % of its bucket's {@link import('../../stats/histogram.js') middle}.
 */
export const BUCKET_RATIO = 1.02;

/** The columns with times of which there are histograms, and where sums keep these. */
export const HISTOGRAMS = { latency_ms: 'latency_buckets', time_to_first_token_ms: 'first_token_buckets' } as const;

export type HistogramColumn = keyof typeof HISTOGRAMS;

/** SQL for the bucket of a time in ms. */
export function bucketSql(column: string): string {
  return `CASE WHEN ${column} < 1 THEN 0 ELSE 1 + floor(ln(${column}::double precision) / ln(${BUCKET_RATIO}::double precision))::integer END`;
}

/** SQL aggregate for a histogram of rows that are buckets with their count: two bytes of bucket and four of count each, most significant first. Histograms are added by putting one behind the other. */
export function histogramSql(bucket: string, count: string): string {
  return `string_agg(int2send(${bucket}::smallint) || int4send(${count}::integer), ''::bytea ORDER BY ${bucket})`;
}
