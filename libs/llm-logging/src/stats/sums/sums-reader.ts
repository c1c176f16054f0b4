import { LlmQueryError } from '../../llm-logging.errors.js';
import { conditionsOf } from '../../storage/reading/call-filters.js';
import { isTimeout } from '../../storage/connection/database-errors.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import type { Query } from '../../storage/query.js';
import type { HISTOGRAMS } from '../../storage/sums/buckets.js';
import type { SumColumn } from '../../storage/sums/groupings.js';
import { LENGTHS, type Period } from '../../storage/sums/period.js';
import { tableName } from '../../storage/table-name.js';
import { Histogram } from './histogram.js';
import { planReading, type Changes, type SummedSince } from './read-plan.js';
import { sourceFor, sumFilters, type GroupRow, type SumSource, type SumsQuestion } from './sums-question.js';
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
    planned(schema, question, timed, () => (state ??= stateOf(query, schema)));
  return {
    query,
    schema,
    measures: async (question) => run<GroupRow>(measuresSql(await readingOf(question, false))),
    histograms: async (question) => {
      const rows = await run<GroupRow & Record<BucketsColumn, string | null>>(
        bucketsSql(await readingOf(question, true)),
      );
      return rows.map(({ latency_buckets: latency, first_token_buckets: firstToken, ...row }) => ({
        ...row,
        latency: new Histogram().addEntries(latency),
        firstToken: new Histogram().addEntries(firstToken),
      }));
    },
  };
}

type BucketsColumn = (typeof HISTOGRAMS)[keyof typeof HISTOGRAMS];

async function planned(
  schema: string | undefined,
  question: SumsQuestion,
  timed: boolean,
  stateOfSums: () => Promise<SumsState>,
): Promise<Reading> {
  // For its errors: a wrong filter is one even where no rows are read.
  conditionsOf(question.filters);
  const filters = sumFilters(question) ?? new Map<SumColumn, string[]>();
  const source = sumFilters(question) === undefined ? undefined : sourceFor(question, [...filters.keys()], timed);
  const { changed, spendersSince } = source === undefined ? NOTHING_SUMMED : await stateOfSums();
  const since = summedSince(source, spendersSince);
  const plan = planReading({
    ...question.time,
    changed,
    boundaries: (question.boundaries ?? []).map((boundary) => boundary.getTime()),
    since,
  });
  return { schema, question, filters, grouping: source?.grouping, hoursSince: since.hour, plan };
}

function summedSince(source: SumSource | undefined, spendersSince: number): SummedSince {
  if (source === undefined) return { week: Infinity, day: Infinity, shift: Infinity, hour: Infinity };
  const shift = source.hours === 'recent' ? spendersSince : Infinity;
  return { week: -Infinity, day: -Infinity, shift, hour: source.hours === 'all' ? -Infinity : shift };
}

/** What of the sums is to be made again, and since when hours have those of companies and users. */
interface SumsState {
  readonly changed: Changes;
  readonly spendersSince: number;
}

const NOTHING_SUMMED: SumsState = { changed: { hour: [], shift: [], day: [], week: [] }, spendersSince: Infinity };

async function stateOf(query: Query, schema: string | undefined): Promise<SumsState> {
  const notes = (Object.keys(LENGTHS) as Period[]).map(
    (period) =>
      `SELECT DISTINCT '${period}' AS what, ${period} AS at FROM ${tableName(schema, `llm_changed_${period}s`)}`,
  );
  const rows = await query<{ what: Period | 'since'; at: Date }>(
    `${notes.join('\nUNION ALL ')}\nUNION ALL SELECT 'since', since FROM ${tableName(schema, 'llm_spender_hours')}`,
  );
  const timesOf = (what: Period | 'since'): number[] =>
    rows.filter((row) => row.what === what).map(({ at }) => at.getTime());
  return {
    changed: { hour: timesOf('hour'), shift: timesOf('shift'), day: timesOf('day'), week: timesOf('week') },
    spendersSince: timesOf('since')[0] ?? Infinity,
  };
}
