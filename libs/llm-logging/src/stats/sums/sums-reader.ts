import { LlmQueryError } from '../../llm-logging.errors.js';
import { isTimeout } from '../../storage/connection/database-errors.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import type { Query } from '../../storage/query.js';
import type { LISTS } from '../../storage/sums/buckets.js';
import type { SumColumn } from '../../storage/sums/groupings.js';
import { ListReader, manyHistograms, type Histogram } from './histogram.js';
import { planQuestion, stateOfSums, type SumsState } from './plan-question.js';
import type { GroupRow, SumsQuestion } from './sums-question.js';
import type { Reading } from './pieces-sql.js';
import { bucketsSql, measuresSql, type BoundSql } from './sums-sql.js';

/** How long one statement of an answer may take. */
const STATEMENT_TIMEOUT_MS = 15_000;
const LIMITS = {
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  readOnly: true,
  snapshot: true,
  readsLittle: true,
} as const;

/** One question after another, all of the same moment. */
export interface SumsReader {
  readonly measures: (question: SumsQuestion) => Promise<GroupRow[]>;
  readonly histograms: (question: SumsQuestion) => Promise<TimedRow[]>;
  /** A statement of one's own. */
  readonly query: Query;
  readonly schema: string | undefined;
}

/** A group's histograms of latency and of first token. */
export type TimedRow = Pick<GroupRow, SumColumn | 'bucket'> & {
  readonly latency: Histogram;
  readonly firstToken: Histogram;
};

/**
 * Reads for one answer in a transaction of its own, which sees one state of rows, sums and notes of changes, and changes nothing.
 * @throws LlmQueryError for wrong filters, and where reading takes too long.
 */
export async function readSums<T>(database: LlmDatabase, work: (reader: SumsReader) => Promise<T>): Promise<T> {
  try {
    return await database.transaction(LIMITS, (query) => work(readerOf(query, database.schema)));
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new LlmQueryError(
      'startDate',
      `the answer took longer than ${STATEMENT_TIMEOUT_MS / 1_000} s, as sums do not know all of these filters: ask for a shorter time or fewer filters`,
    );
  }
}

function readerOf(query: Query, schema: string | undefined): SumsReader {
  const run = <Row>({ sql, values }: BoundSql): Promise<Row[]> => query<Row>(sql, values);
  let state: Promise<SumsState> | undefined;
  const readingOf = async (question: SumsQuestion, timed: boolean): Promise<Reading> =>
    planQuestion(query, schema, question, timed, () => (state ??= stateOfSums(query, schema)));
  return {
    query,
    schema,
    measures: async (question) => run<GroupRow>(measuresSql(await readingOf(question, false))),
    histograms: async (question) =>
      histogramsOf(question, await run<ListsRow>(bucketsSql(await readingOf(question, true)))),
  };
}

type ListsRow = Partial<Record<SumColumn, string>> &
  Record<(typeof LISTS)[number], string | null> &
  Record<'added_to' | 'taken_from', number | null>;

/** Each list is read once, for the bucket it is added to and the one that it is taken off from. */
function histogramsOf({ boundaries }: SumsQuestion, rows: readonly ListsRow[]): TimedRow[] {
  const groups = new Map<string, TimedRow>();
  const fresh = manyHistograms();
  const lists = new ListReader();
  for (const { added_to, taken_from, latency_buckets, first_token_buckets, ...names } of rows) {
    const groupOf = (bucket: number): TimedRow => {
      const key = [bucket, ...Object.values(names)].join('\0');
      const known = groups.get(key);
      if (known !== undefined) return known;
      const histograms = { latency: fresh.next().value, firstToken: fresh.next().value };
      const group = { ...names, ...(boundaries !== undefined && { bucket }), ...histograms };
      groups.set(key, group);
      return group;
    };
    const [added, less] = [added_to, taken_from].map((bucket) => (bucket === null ? undefined : groupOf(bucket)));
    const count = (list: string | null, of: 'latency' | 'firstToken'): void => {
      if (list === null) return;
      const entries = lists.read(list);
      added?.[of].addEntries(entries, 1);
      less?.[of].addEntries(entries, -1);
    };
    count(latency_buckets, 'latency');
    count(first_token_buckets, 'firstToken');
  }
  return [...groups.values()];
}
