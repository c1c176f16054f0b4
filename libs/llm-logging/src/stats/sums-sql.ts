import { callIdBound } from '../call/call-id.js';
import { conditionsOf } from '../storage/call-filters.js';
import { HOUR_MS } from '../storage/changed-hours.js';
import { bucketSql, HISTOGRAMS, histogramSql, type HistogramColumn } from '../storage/sums/buckets.js';
import { MEASURE_NAMES, measuresOfCalls, measuresOfSums } from '../storage/sums/measures.js';
import { CALL_TAGS, columnOfCalls, type SumColumn, type SumTable } from '../storage/sums/sum-tables.js';
import { tableName } from '../storage/table-name.js';
import { wholePeriods, type ReadPlan, type TimeRange } from './read-plan.js';
import type { SumSources, SumsQuestion } from './sums-question.js';

/** The start time in an id. */
const ID_TIME = `to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)`;

/** A question with where its answer is read. */
export interface Reading {
  readonly schema: string | undefined;
  readonly question: SumsQuestion;
  /** What the columns of sums have to be one of. */
  readonly filters: ReadonlyMap<SumColumn, string[]>;
  readonly sources: SumSources;
  readonly plan: ReadPlan;
}

export interface BoundSql {
  readonly sql: string;
  readonly values: unknown[];
}

type Bind = (value: unknown) => string;

/** One row of measures for each group, of sums and rows together. */
export function measuresSql(reading: Reading): BoundSql {
  const groups = groupsOf(reading.question);
  const { measures = MEASURE_NAMES } = reading.question;
  const { sql, values } = unionSql(reading, measures.join(', '), (calls, where) =>
    selectSql([...groups.ofCalls, measuresOfCalls(measures)], `${calls} WHERE ${where}`, groups.names),
  );
  return {
    sql: selectSql([...groups.names, measuresOfSums(measures)], sql, groups.names) + orderOf(reading.question),
    values,
  };
}

/** The histogram of one column for each group. */
export function bucketsSql(reading: Reading, column: HistogramColumn): BoundSql {
  const groups = groupsOf(reading.question);
  const { sql, values } = unionSql(reading, `${HISTOGRAMS[column]} AS buckets`, (calls, where) => {
    const timed = `${calls} WHERE ${column} IS NOT NULL AND status <> 'pending' AND ${where}`;
    const counted = selectSql([...groups.ofCalls, `${bucketSql(column)} AS time`, 'count(*) AS n'], timed, [
      ...groups.names,
      'time',
    ]);
    return selectSql(
      [...groups.names, `${histogramSql('time', 'n')} AS buckets`],
      `(${counted}) AS counted`,
      groups.names,
    );
  });
  return { sql: selectSql([...groups.names, `string_agg(buckets, ''::bytea) AS buckets`], sql, groups.names), values };
}

function selectSql(selected: readonly string[], from: string, groupBy: readonly string[]): string {
  const grouped = groupBy.length === 0 ? '' : ` GROUP BY ${groupBy.join(', ')}`;
  return `SELECT ${selected.join(', ')} FROM ${from}${grouped}`;
}

function orderOf({ top }: SumsQuestion): string {
  if (top === undefined) return '';
  return ` ORDER BY ${top.by === 'cost' ? 'cost DESC, calls' : 'calls DESC, cost'} DESC, 1 LIMIT ${top.limit}`;
}

/** `$1` is the list of boundaries, where there is one. */
function groupsOf({ groupBy, boundaries }: SumsQuestion) {
  const stretch = (time: string): string[] =>
    boundaries === undefined ? [] : [`width_bucket(${time}, $1::timestamptz[]) AS bucket`];
  return {
    names: [...groupBy, ...(boundaries === undefined ? [] : ['bucket'])],
    ofCalls: [...groupBy.map((column) => `${columnOfCalls(column)} AS ${column}`), ...stretch(ID_TIME)],
    ofSums: ({ period }: SumTable) => [...groupBy, ...stretch(period)],
  };
}

/** What is read of each table of sums and of the rows, one below the other. */
function unionSql(reading: Reading, ofSums: string, ofCalls: (calls: string, where: string) => string): BoundSql {
  const { schema, question, filters, plan } = reading;
  const values: unknown[] = question.boundaries === undefined ? [] : [question.boundaries];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const parts = sumsRead(reading).map(({ table, ranges, more }) => {
    const wanted = [...filters].map(([column, names]) => `${column} = ANY (${bind(names)})`);
    const where = [...wanted, rangesSql(table.period, ranges, (time) => bind(new Date(time))), ...more].join(' AND ');
    const selected = [...groupsOf(question).ofSums(table), ofSums].join(', ');
    return `SELECT ${selected} FROM ${tableName(schema, table.name)} AS s WHERE ${where}`;
  });
  // Where nothing is read, no row still adds up to nothing.
  if (plan.rows.length > 0 || parts.length === 0) {
    const tags = question.groupBy.includes('tag') ? ` ${CALL_TAGS}` : '';
    parts.push(ofCalls(`${tableName(schema, 'llm_calls')}${tags}`, rowsWhere(question, plan.rows, values)));
  }
  return { sql: `(\n${parts.join('\nUNION ALL\n')}\n) AS parts`, values };
}

interface SumsRead {
  readonly table: SumTable;
  readonly ranges: readonly TimeRange[];
  readonly more: readonly string[];
}

/** Of times that are read from rows, the sums of what is gone still count. */
function sumsRead({ schema, sources, plan }: Reading): SumsRead[] {
  const finest = sources.hours ?? sources.days;
  const gone = `part < coalesce((SELECT k.part FROM ${tableName(schema, 'llm_kept_days')} AS k WHERE k.day = date_trunc('day', s.${finest?.period}, 'UTC')), 0)`;
  return [
    ...readOf(sources.days, plan.days),
    ...readOf(sources.hours, plan.hours),
    ...readOf(finest, wholePeriods(plan.rows, finest === sources.hours ? HOUR_MS : 24 * HOUR_MS), [gone]),
  ];
}

function readOf(table: SumTable | undefined, ranges: readonly TimeRange[], more: readonly string[] = []): SumsRead[] {
  return table === undefined || ranges.length === 0 ? [] : [{ table, ranges, more }];
}

function rowsWhere({ filters }: SumsQuestion, rows: readonly TimeRange[], values: unknown[]): string {
  const conditions = conditionsOf(filters, values);
  const ranges = rangesSql('id', rows, (time) => `$${values.push(callIdBound(new Date(time)))}`);
  return `${conditions.toString()} AND ${ranges}`;
}

function rangesSql(column: string, ranges: readonly TimeRange[], bind: (time: number) => string): string {
  if (ranges.length === 0) return 'false';
  return `(${ranges.map(({ from, to }) => `${column} >= ${bind(from)} AND ${column} < ${bind(to)}`).join(' OR ')})`;
}
