/**
 * Ratio of the bounds of a bucket: bucket n > 0 holds the times from BUCKET_RATIO^(n - 1) ms up to the next power, bucket 0 those
 * under 1 ms. Any time is within 1 % of its bucket's {@link import('../../stats/sums/histogram.js') middle}.
 */
export const BUCKET_RATIO = 1.02;

/** As many as there are of times that are an `integer`. */
export const BUCKETS = 1_087;

/** The columns with times of which there are histograms, and where sums keep these: lists of entries, in any order. */
const HISTOGRAMS = { latency_buckets: 'latency_ms', first_token_buckets: 'time_to_first_token_ms' } as const;

export type ListName = keyof typeof HISTOGRAMS;

export const LISTS = Object.keys(HISTOGRAMS) as readonly ListName[];

/**
 * An entry is the number of calls, times this, plus their bucket. Lists are texts with commas between entries,
 * several of which may be of one bucket: lists are added by putting one behind the other.
 */
export const ENTRY_UNIT = 2_048;

/** Shorter lists (characters) hardly get any shorter by joining entries, and are left as they are. */
const SHORT_LIST = 1_000;

/** SQL for the bucket of a time in ms. */
function bucketSql(column: string): string {
  return `CASE WHEN ${column} < 1 THEN 0 ELSE 1 + floor(ln(${column}::double precision) / ln(${BUCKET_RATIO}::double precision))::integer END`;
}

/** SQL for the lists of one call; null without the time. */
export function listsOfCall(lists = LISTS): string {
  return lists
    .map(
      (list) =>
        `CASE WHEN ${HISTOGRAMS[list]} IS NOT NULL AND status <> 'pending' THEN (${ENTRY_UNIT} + ${bucketSql(HISTOGRAMS[list])})::text END AS ${list}`,
    )
    .join(', ');
}

/** SQL aggregates that put lists one behind the other. */
export function joinedLists(lists = LISTS): string {
  return lists.map((list) => `string_agg(${list}, ',') AS ${list}`).join(', ');
}

/** Lists, of which the long ones have one entry for each bucket. */
export function mergedLists(lists = LISTS): string {
  return lists
    .map(
      (list) =>
        `CASE WHEN length(${list}) > ${SHORT_LIST} THEN (SELECT string_agg(entry::text, ',') FROM (${entriesOf(list)}) AS entries) ELSE ${list} END AS ${list}`,
    )
    .join(', ');
}

/** Arrays that are equal where lists say the same. */
export function comparableLists(): string[] {
  return LISTS.map((list) => `ARRAY(${entriesOf(list)} ORDER BY 1)`);
}

/** SQL for the entries of a list, one for each bucket: equal ones are counted before any is taken apart. */
function entriesOf(list: string): string {
  return `SELECT sum(times * (entry::bigint / ${ENTRY_UNIT}))::bigint * ${ENTRY_UNIT} + entry::bigint % ${ENTRY_UNIT} AS entry
  FROM (SELECT entry, count(*) AS times FROM string_to_table(${list}, ',') AS entry GROUP BY entry) AS counted GROUP BY entry::bigint % ${ENTRY_UNIT}`;
}
