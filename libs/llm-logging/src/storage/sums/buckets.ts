/**
 * Ratio of the bounds of a bucket: bucket n > 0 holds the times from BUCKET_RATIO^(n - 1) ms up to the next power, bucket 0 those
 * under 1 ms. Any time is within 1 % of its bucket's {@link import('../../stats/histogram.js') middle}.
 */
export const BUCKET_RATIO = 1.02;

/** The columns with times of which there are histograms, and where sums keep these: lists of entries, in any order. */
export const HISTOGRAMS = { latency_ms: 'latency_buckets', time_to_first_token_ms: 'first_token_buckets' } as const;

export const LISTS = Object.values(HISTOGRAMS);

/** An entry is a bucket, times this, and the number of its calls. Lists of entries are added by putting one behind the other. */
export const ENTRY_UNIT = 2 ** 40;

/** SQL for the bucket of a time in ms. */
function bucketSql(column: string): string {
  return `CASE WHEN ${column} < 1 THEN 0 ELSE 1 + floor(ln(${column}::double precision) / ln(${BUCKET_RATIO}::double precision))::integer END`;
}

/** SQL for the entry of one call with a time; null without. */
export function entrySql(column: string): string {
  return `CASE WHEN ${column} IS NOT NULL AND status <> 'pending' THEN (${bucketSql(column)}) * ${ENTRY_UNIT}::bigint + 1 END`;
}

/** SQL aggregates for the lists of rows that have the entries. */
export function listsOfEntries(): string {
  return LISTS.map((list) => `array_agg(${list}) FILTER (WHERE ${list} IS NOT NULL) AS ${list}`).join(', ');
}

/** SQL aggregates for lists put one behind the other, as text with commas between. */
export function joinedLists(): string {
  return LISTS.map((list) => `string_agg(array_to_string(${list}, ','), ',') AS ${list}`).join(', ');
}

/** The same, as a list again. */
export function listsOfLists(): string {
  return LISTS.map(
    (list) => `('{' || string_agg(array_to_string(${list}, ','), ',') || '}')::bigint[] AS ${list}`,
  ).join(', ');
}

/** One entry for each bucket. */
export function mergedLists(): string {
  const count = `entry % ${ENTRY_UNIT}::bigint`;
  return LISTS.map(
    (list) => `CASE WHEN ${list} IS NOT NULL THEN ARRAY(
  SELECT min(entry - ${count}) + sum(${count})::bigint FROM unnest(${list}) AS entry GROUP BY entry / ${ENTRY_UNIT}::bigint) END AS ${list}`,
  ).join(', ');
}
