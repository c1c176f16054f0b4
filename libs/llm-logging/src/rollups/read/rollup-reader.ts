import { setImmediate } from 'node:timers/promises';
import { LlmQueryError } from '../../errors.js';
import { isTimeout } from '../../storage/connection/database-errors.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import type { Query } from '../../storage/query.js';
import { LISTS, type ListName } from '../schema/histogram-columns.js';
import type { RollupColumn } from '../schema/tables.js';
import { manyHistograms, type Histogram } from './histogram.js';
import { planQuestion, readState, type QueryPlan, type RollupState } from '../plan/plan-question.js';
import type { GroupRow, RollupQuestion } from '../plan/question.js';
import { histogramsSql, measuresSql, type BoundSql } from './measures-sql.js';

/** How long one statement of an answer may take. */
const STATEMENT_TIMEOUT_MS = 15_000;
const LIMITS = {
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  readOnly: true,
  snapshot: true,
  readsLittle: true,
} as const;

/** One question after another, all of the same moment. */
export interface RollupReader {
  readonly measures: (question: RollupQuestion) => Promise<GroupRow[]>;
  readonly histograms: (question: RollupQuestion) => Promise<TimedRow[]>;
  /** Both in less time: while Node reads the histograms, PostgreSQL measures. */
  readonly timed: (question: RollupQuestion) => Promise<TimedAnswer>;
  /** A statement of one's own. */
  readonly query: Query;
  readonly schema: string | undefined;
  /** Where days begin where a question does not say. */
  readonly timeZone: string;
}

interface TimedAnswer {
  readonly rows: GroupRow[];
  readonly timed: TimedRow[];
}

/** A group's histograms: those that were asked for. */
export type TimedRow = Pick<GroupRow, RollupColumn | 'bucket'> & Readonly<Partial<Record<ListName, Histogram>>>;

/**
 * Reads for one answer in a transaction of its own, which sees one state of rows, rollups and notes of changes, and changes nothing.
 * @throws LlmQueryError for wrong filters, and where reading takes too long.
 */
export async function readRollups<T>(
  database: Pick<LlmDatabase, 'transaction' | 'schema'>,
  work: (reader: RollupReader) => Promise<T>,
  timeZone = 'UTC',
): Promise<T> {
  try {
    return await database.transaction(LIMITS, (query) => work(readerOf(query, database.schema, timeZone)));
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new LlmQueryError(
      'startDate',
      `the answer took longer than ${STATEMENT_TIMEOUT_MS / 1_000} s, as rollups do not know all of these filters: ask for a shorter time or fewer filters`,
    );
  }
}

function readerOf(query: Query, schema: string | undefined, timeZone: string): RollupReader {
  const run = <Row>({ sql, values }: BoundSql): Promise<Row[]> => query<Row>(sql, values);
  let state: Promise<RollupState> | undefined;
  const planOf = (question: RollupQuestion, timed: boolean): Promise<QueryPlan> =>
    planQuestion(schema, question, timed, () => (state ??= readState(query, schema)));
  const measures = async (question: RollupQuestion): Promise<GroupRow[]> =>
    run<GroupRow>(measuresSql(await planOf(question, false)));
  const listsOf = async (question: RollupQuestion): Promise<ListsRow[]> =>
    run<ListsRow>(histogramsSql(await planOf(question, true)));
  return {
    query,
    schema,
    timeZone,
    measures,
    histograms: async (question) => histogramsOf(question, await listsOf(question)),
    timed: async (question) => {
      const lists = await listsOf(question);
      // By the next turn PostgreSQL has the other statement.
      const histograms = async () => histogramsOf(question, await setImmediate(lists));
      const [rows, timed] = await Promise.all([measures(question), histograms()]);
      return { rows, timed };
    },
  };
}

type ListsRow = Partial<Record<RollupColumn, string>> &
  Partial<Record<ListName, string | null>> & { readonly bucket: number };

function histogramsOf({ boundaries, groupBy, lists = LISTS }: RollupQuestion, rows: readonly ListsRow[]): TimedRow[] {
  const groups = new Map<string, TimedRow>();
  const fresh = manyHistograms();
  for (const row of rows) {
    const key = groupBy.reduce((key, column) => `${key}\0${row[column]}`, String(row.bucket));
    let group = groups.get(key);
    if (group === undefined) {
      group = Object.fromEntries([
        ...groupBy.map((column) => [column, row[column]]),
        ...lists.map((list) => [list, fresh.next().value]),
        ...(boundaries === undefined ? [] : [['bucket', row.bucket]]),
      ]) as TimedRow;
      groups.set(key, group);
    }
    for (const list of lists) {
      const text = row[list] ?? null;
      if (text !== null) group[list]!.addList(text);
    }
  }
  return [...groups.values()];
}
