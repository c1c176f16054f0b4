import { LlmQueryError } from '../../llm-logging.errors.js';
import { isTimeout } from '../../storage/connection/database-errors.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import type { Query } from '../../storage/query.js';
import type { HISTOGRAMS } from '../../storage/sums/buckets.js';
import type { SumColumn } from '../../storage/sums/groupings.js';
import { Histogram } from './histogram.js';
import { planQuestion, stateOfSums, type SumsState } from './plan-question.js';
import type { GroupRow, SumsQuestion } from './sums-question.js';
import { bucketsSql, measuresSql, type BoundSql, type Reading } from './sums-sql.js';

/** How long one statement of an answer may take. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** In one process, as starting more takes longer than reading sums. */
const LIMITS = {
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  readOnly: true,
  snapshot: true,
  oneProcess: true,
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
    planQuestion(schema, question, timed, () => (state ??= stateOfSums(query, schema)));
  return {
    query,
    schema,
    measures: async (question) => run<GroupRow>(measuresSql(await readingOf(question, false))),
    histograms: async (question) => {
      const rows = await run<ListsRow>(bucketsSql(await readingOf(question, true)));
      return rows.map((row) => ({
        ...row,
        latency: new Histogram().addEntries(row.latency_buckets).addEntries(row.latency_buckets_taken_off, -1),
        firstToken: new Histogram()
          .addEntries(row.first_token_buckets)
          .addEntries(row.first_token_buckets_taken_off, -1),
      }));
    },
  };
}

type List = (typeof HISTOGRAMS)[keyof typeof HISTOGRAMS];
type ListsRow = GroupRow & Record<List | `${List}_taken_off`, string | null>;
