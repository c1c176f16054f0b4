/**
 * Ratio of the bounds of a bucket: bucket n > 0 holds the times from BUCKET_RATIO^(n - 1) ms up to the next power, bucket 0 those
 * under 1 ms. Any time is within 1 % of its bucket's {@link import('../read/histogram.js') middle}.
 */
export const BUCKET_RATIO = 1.02;

/** As many as there are of times that are an `integer`. */
export const BUCKETS = 1_087;

/** The columns with times of which there are histograms, and where rollups keep these: {@link runsOf lists}. */
const HISTOGRAMS = { latency_buckets: 'latency_ms', first_token_buckets: 'time_to_first_token_ms' } as const;

export type ListName = keyof typeof HISTOGRAMS;

export const LISTS = Object.keys(HISTOGRAMS) as readonly ListName[];

/** Shorter lists (characters) hardly get any shorter by counting, and are left as they are. */
const SHORT_LIST = 1_500;

/** A bucket that is further from the one before begins a run of its own: its number is shorter than so many commas. */
const FARTHEST_IN_RUN = 5;

/** SQL for the bucket of a time in ms. */
function bucketSql(column: string): string {
  return `CASE WHEN ${column} < 1 THEN 0 ELSE 1 + floor(ln(${column}::double precision) / ln(${BUCKET_RATIO}::double precision))::integer END`;
}

/** SQL for the lists of one call; null without the time. */
export function listsOfCall(lists = LISTS): string {
  return lists
    .map(
      (list) =>
        `CASE WHEN ${HISTOGRAMS[list]} IS NOT NULL AND status <> 'pending' THEN (${bucketSql(HISTOGRAMS[list])})::text END AS ${list}`,
    )
    .join(', ');
}

/** SQL aggregates that put lists one behind the other. */
export function joinedLists(lists = LISTS): string {
  return lists.map((list) => `string_agg(${list}, ';') AS ${list}`).join(', ');
}

/** Lists, of which the long ones name each bucket once. */
export function mergedLists(lists = LISTS, short = SHORT_LIST): string {
  return lists
    .map(
      (list) => `CASE WHEN length(${list}) > ${short} AND strpos(${list}, ':') = 0 THEN ${runsOf(countsOfCalls(list))}
    WHEN length(${list}) > ${short} THEN ${runsOf(countsOf(list))} ELSE ${list} END AS ${list}`,
    )
    .join(', ');
}

/** Arrays that are equal where lists say the same. */
export function comparableLists(): string[] {
  return LISTS.map((list) => `ARRAY(SELECT bucket || ':' || calls FROM (${countsOf(list)}) AS counts ORDER BY bucket)`);
}

/**
 * A list is a text of runs with `;` between them: `120:3,,5` are three calls in bucket 120 and five in bucket 122, `120` is one call. Runs are
 * in any order, and several of them may be of one bucket: lists are added by putting one behind the other.
 */
function runsOf(counts: string): string {
  const gaps = `SELECT bucket, calls, bucket - lag(bucket) OVER (ORDER BY bucket) AS gap FROM (${counts}) AS counts`;
  const run = `CASE WHEN gap <= ${FARTHEST_IN_RUN} THEN repeat(',', gap) ELSE ';' || bucket || ':' END || calls`;
  return `(SELECT substr(string_agg(${run}, '' ORDER BY bucket), 2) FROM (${gaps}) AS gaps)`;
}

/** SQL for the calls of each bucket of a list: equal runs are counted before any is divided. Without a WITH, which Citus refuses here. */
function countsOf(list: string): string {
  const runs = `SELECT run, count(*) AS times FROM string_to_table(${list}, ';') AS run GROUP BY run`;
  const counts = `CASE WHEN strpos(run, ':') = 0 THEN '{1}' ELSE string_to_array(split_part(run, ':', 2), ',', '') END`;
  const long = `SELECT split_part(run, ':', 1)::integer AS first, ${counts} AS counts, times FROM (${runs}) AS runs`;
  const each = `SELECT generate_series(first, first + cardinality(counts) - 1) AS bucket, unnest(counts) AS calls, times FROM (${long}) AS long`;
  return `SELECT bucket, sum(times * calls::bigint) AS calls FROM (${each}) AS each WHERE calls IS NOT NULL GROUP BY bucket`;
}

/** The same, in a third less time, of a list of single calls. */
function countsOfCalls(list: string): string {
  return `SELECT run::integer AS bucket, count(*) AS calls FROM string_to_table(${list}, ';') AS run GROUP BY run`;
}
