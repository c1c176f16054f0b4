import { callIdBound } from '../../call/call-id.js';
import { conditionsOf } from '../../storage/reading/call-filters.js';
import { joinedLists, LISTS, listsOfCall, mergedLists } from '../../storage/sums/buckets.js';
import {
  CALL_TAGS,
  columnOfCalls,
  sumTableOf,
  type GroupingName,
  type SumColumn,
} from '../../storage/sums/groupings.js';
import { MEASURE_NAMES, measuresOfCalls, measuresOfSums } from '../../storage/sums/measures.js';
import { DAY_MS, HOUR_MS, LENGTHS, type Period } from '../../storage/sums/period.js';
import { WINDOW_SPENDING } from '../../storage/sums/windows.js';
import { tableName } from '../../storage/table-name.js';
import type { TimeRange } from '../question/stats-range.js';
import { wholePeriods, type ReadPlan, type SumsPlan } from './read-plan.js';
import type { SumsQuestion } from './sums-question.js';

/** A question with where its answer is read. */
export interface Reading {
  readonly schema: string | undefined;
  readonly question: SumsQuestion;
  /** What the columns of sums have to be one of. */
  readonly filters: ReadonlyMap<SumColumn, string[]>;
  /** Of the sums that are read; undefined where none are. */
  readonly grouping: GroupingName | undefined;
  readonly hoursSince: number;
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
  const { sql, values } = unionSql(reading, measures, (calls, where, bind) =>
    selectSql([...groups.ofCalls(bind), measuresOfCalls(measures)], `${calls} WHERE ${where}`, groups.names),
  );
  const added = selectSql([...groups.names, measuresOfSums(measures)], sql, groups.names);
  return { sql: `${added}${emptyGroupsLeftOut(reading)}${orderOf(reading.question)}`, values };
}

/** Both histograms for each group, as text. */
export function bucketsSql(reading: Reading): BoundSql {
  const groups = groupsOf(reading.question);
  const { sql, values } = unionSql(reading, LISTS, (calls, where, bind) => {
    const timed = `(${selectSql([...groups.ofCalls(bind), listsOfCall()], `${calls} WHERE ${where}`, [])}) AS timed`;
    const joined = `(${selectSql([...groups.names, joinedLists()], timed, groups.names)}) AS joined`;
    return selectSql([...groups.names, mergedLists()], joined, []);
  });
  return { sql: selectSql([...groups.names, joinedLists()], sql, groups.names), values };
}

function selectSql(selected: readonly string[], from: string, groupBy: readonly string[]): string {
  const grouped = groupBy.length === 0 ? '' : ` GROUP BY ${groupBy.join(', ')}`;
  return `SELECT ${selected.join(', ')} FROM ${from}${grouped}`;
}

/** Groups whose calls are all taken off again. */
function emptyGroupsLeftOut({ question, plan }: Reading): string {
  const mayBeEmpty = Object.values(plan.less).some((parts: readonly unknown[]) => parts.length > 0);
  return mayBeEmpty && question.groupBy.length > 0 ? ' HAVING sum(calls) > 0' : '';
}

function orderOf({ top, measures = MEASURE_NAMES }: SumsQuestion): string {
  if (top === undefined) return '';
  const by = (top.by === 'cost' ? (['cost', 'calls'] as const) : (['calls', 'cost'] as const))
    .filter((name) => measures.includes(name))
    .map((name) => `${name} DESC NULLS LAST`);
  return ` ORDER BY ${by.join(', ')}, 1 LIMIT ${top.limit}`;
}

/** Of calls the boundaries are ids, as reading the time in each id takes longer than adding the call up. */
function groupsOf({ groupBy, boundaries }: SumsQuestion) {
  const stretch = (of: string, bounds: () => string): string[] =>
    boundaries === undefined ? [] : [`width_bucket(${of}, ${bounds()}) AS bucket`];
  return {
    names: [...groupBy, ...(boundaries === undefined ? [] : ['bucket'])],
    ofCalls: (bind: Bind) => [
      ...groupBy.map((column) => `${columnOfCalls(column)} AS ${column}`),
      ...stretch('id', () => `${bind(boundaries!.map(callIdBound))}::uuid[]`),
    ],
    ofSums: (time: string, bind: Bind) => [...groupBy, ...stretch(time, () => `${bind(boundaries)}::timestamptz[]`)],
  };
}

/** What is read of each table of sums and of the rows, one below the other. */
function unionSql(
  reading: Reading,
  names: readonly string[],
  ofCalls: (calls: string, where: string, bind: Bind) => string,
): BoundSql {
  const { schema, question, filters, grouping, plan } = reading;
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const among = (): string[] =>
    question.among === undefined ? [] : [amongSql(question.groupBy[0]!, question.among, bind)];
  const parts = sumsRead(reading, bind).map(({ name, time, where, isLess }) => {
    const wanted = [...[...filters].map(([column, those]) => `${column} = ANY (${bind(those)})`), ...among()];
    const measured = isLess ? names.map((measure) => `-${measure} AS ${measure}`) : names;
    const selected = [...groupsOf(question).ofSums(time, bind), ...measured].join(', ');
    return `SELECT ${selected} FROM ${tableName(schema, name)} AS s WHERE ${[`summed_by = '${grouping}'`, ...wanted, ...where].join(' AND ')}`;
  });
  // Where nothing is read, no row still adds up to nothing.
  if (plan.rows.length > 0 || parts.length === 0) {
    const tags = question.groupBy.includes('tag') ? ` ${CALL_TAGS}` : '';
    const where = [rowsWhere(question, plan.rows, values), ...among()].join(' AND ');
    parts.push(ofCalls(`${tableName(schema, 'llm_calls')}${tags}`, where, bind));
  }
  return { sql: `(\n${parts.join('\nUNION ALL\n')}\n) AS parts`, values };
}

/** Calls without the name have the empty one in sums, and none in rows. */
function amongSql(column: SumColumn, names: readonly string[], bind: Bind): string {
  return `(${column} = ANY (${bind(names)})${names.includes('') ? ` OR ${column} IS NULL` : ''})`;
}

interface SumsRead {
  readonly name: string;
  /** The column that tells when its calls started. */
  readonly time: string;
  readonly where: readonly string[];
  readonly isLess: boolean;
}

/** Of times that are read from rows, the sums of what is gone still count: by the hour where there are hours, else by the day. */
function sumsRead({ schema, grouping, hoursSince, plan }: Reading, bind: Bind): SumsRead[] {
  if (grouping === undefined) return [];
  const gone = (period: Period): string =>
    `part < coalesce((SELECT k.part FROM ${tableName(schema, 'llm_kept_days')} AS k WHERE k.day = date_trunc('day', s.${period}, 'UTC')), 0)`;
  const [before, since] = dividedAt(plan.rows, hoursSince);
  const reads = (period: Period, ranges: readonly TimeRange[], more: readonly string[], isLess = false): SumsRead[] => {
    const table = ranges.length === 0 ? undefined : sumTableOf(period, grouping);
    if (table === undefined) return [];
    const within = rangesSql(period, ranges, (time) => bind(new Date(time)));
    return [{ name: table.name, time: period, where: [within, ...more], isLess }];
  };
  const readsOf = ({ windows, ...periods }: SumsPlan, isLess: boolean): SumsRead[] => [
    ...windows.map(({ days }) => {
      return { name: WINDOW_SPENDING.name, time: 'days', where: [`days = ${bind(days)}`], isLess };
    }),
    ...(Object.keys(LENGTHS) as Period[]).flatMap((period) => reads(period, periods[period], [], isLess)),
  ];
  return [
    ...readsOf(plan.sums, false),
    ...readsOf(plan.less, true),
    ...reads('day', wholePeriods(before, DAY_MS), [gone('day')]),
    ...reads('hour', wholePeriods(since, HOUR_MS), [gone('hour')]),
  ];
}

function dividedAt(ranges: readonly TimeRange[], at: number): [before: TimeRange[], since: TimeRange[]] {
  return [
    ranges.filter(({ from }) => from < at).map(({ from, to }) => ({ from, to: Math.min(to, at) })),
    ranges.filter(({ to }) => to > at).map(({ from, to }) => ({ from: Math.max(from, at), to })),
  ];
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
