import { LlmQueryError } from '../llm-logging.errors.js';
import { conditionsOf } from '../storage/call-filters.js';
import { HOUR_MS } from '../storage/changed-hours.js';
import { isTimeout } from '../storage/database-errors.js';
import type { LlmDatabase } from '../storage/llm-database.js';
import type { Query } from '../storage/query.js';
import type { HistogramColumn } from '../storage/sums/buckets.js';
import { tableName } from '../storage/table-name.js';
import { Histogram } from './histogram.js';
import { planReading, type TimeRange } from './read-plan.js';
import { sourcesFor, sumFilters, type GroupRow, type SumsQuestion } from './sums-question.js';
import { bucketsSql, measuresSql, type BoundSql, type Reading } from './sums-sql.js';

const DAY_MS = 24 * HOUR_MS;
/** How long one statement of an answer may take. */
const STATEMENT_TIMEOUT_MS = 15_000;

/** One question after another, all of the same moment. */
export interface SumsReader {
  readonly measures: (question: SumsQuestion) => Promise<GroupRow[]>;
  readonly histograms: (question: SumsQuestion, column: HistogramColumn) => Promise<HistogramRow[]>;
  /** A statement of one's own. */
  readonly query: Query;
  readonly schema: string | undefined;
}

export type HistogramRow = Omit<GroupRow, 'calls'> & { readonly histogram: Histogram };

/**
 * Reads for one answer in a transaction of its own, which sees one state of rows, sums and notes of changes, and changes nothing.
 * @throws LlmQueryError for wrong filters, and where reading takes too long.
 */
export async function readSums<T>(database: LlmDatabase, work: (reader: SumsReader) => Promise<T>): Promise<T> {
  try {
    return await database.transaction({ statementTimeoutMs: STATEMENT_TIMEOUT_MS, readOnly: true }, async (query) => {
      await query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL jit = off');
      return work(readerOf(query, database.schema));
    });
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
  return {
    query,
    schema,
    measures: async (question) => run<GroupRow>(measuresSql(await readingOf(query, schema, question, false))),
    histograms: async (question, column) => {
      const reading = await readingOf(query, schema, question, true);
      const rows = await run<GroupRow & { buckets: Buffer | null }>(bucketsSql(reading, column));
      return rows.map(({ buckets, ...row }) => ({ ...row, histogram: new Histogram().addBytes(buckets) }));
    },
  };
}

async function readingOf(
  query: Query,
  schema: string | undefined,
  question: SumsQuestion,
  needsHistograms: boolean,
): Promise<Reading> {
  // For its errors: a wrong filter is one even where no rows are read.
  conditionsOf(question.filters);
  const filters = sumFilters(question);
  const columns = [...question.groupBy, ...(filters?.keys() ?? [])];
  const sources = filters === undefined ? {} : sourcesFor(columns, needsHistograms);
  const plan = planReading({
    ...question.time,
    ...(sources.days === undefined ? NO_CHANGES : await changesIn(query, schema, question.time)),
    boundaries: (question.boundaries ?? []).map((boundary) => boundary.getTime()),
    hasHours: sources.hours !== undefined,
    hasDays: sources.days !== undefined,
  });
  return { schema, question, filters: filters ?? new Map(), sources, plan };
}

const NO_CHANGES = { changedHours: [], changedDays: [] };

async function changesIn(
  query: Query,
  schema: string | undefined,
  { from, to }: TimeRange,
): Promise<{ changedHours: number[]; changedDays: number[] }> {
  const rows = await query<{ hour: Date | null; day: Date | null }>(
    `SELECT DISTINCT hour, NULL::timestamptz AS day FROM ${tableName(schema, 'llm_changed_hours')} WHERE hour >= $1 AND hour < $2
UNION ALL SELECT DISTINCT NULL::timestamptz, day FROM ${tableName(schema, 'llm_changed_days')} WHERE day >= $1 AND day < $2`,
    [new Date(from - DAY_MS), new Date(to)],
  );
  return {
    changedHours: rows.flatMap(({ hour }) => (hour === null ? [] : [hour.getTime()])),
    changedDays: rows.flatMap(({ day }) => (day === null ? [] : [day.getTime()])),
  };
}
