import { callIdBound } from '../../call/call-id.js';
import { conditionsOf } from '../../storage/reading/call-filters.js';
import { joinedLists, joinedListsApart, LISTS, listsOfCall, mergedLists } from '../../storage/sums/buckets.js';
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
import { noonBoundaries, wholePeriods, type ReadParts, type ReadPlan } from './read-plan.js';
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

/** Of more than these, PostgreSQL finds each period faster than it compares all sums with each range. */
const FEW_RANGES = 4;

type Bind = (value: unknown) => string;

/** One row of measures for each group, of sums and rows together. */
export function measuresSql(reading: Reading): BoundSql {
  const { names } = groupsOf(reading.question);
  const { measures = MEASURE_NAMES } = reading.question;
  const { sql, values } = unionSql(reading, {
    ofSums: measures,
    ofCalls: (calls, groups) => selectSql([...groups, measuresOfCalls(measures)], calls, names),
    takenOff: measures.map((measure) => `-${measure} AS ${measure}`),
  });
  const added = selectSql([...names, measuresOfSums(measures)], sql, names);
  return { sql: `${added}${emptyGroupsLeftOut(reading)}${orderOf(reading.question)}`, values };
}

/** Both histograms for each group, as text: of what is added, and of what is taken off. */
export function bucketsSql(reading: Reading): BoundSql {
  const { names } = groupsOf(reading.question);
  const { sql, values } = unionSql(reading, {
    ofSums: [...LISTS, 'false AS is_taken_off'],
    ofCalls: (calls, groups) => {
      const timed = `(${selectSql([...groups, listsOfCall()], calls, [])}) AS timed`;
      const joined = `(${selectSql([...names, joinedLists()], timed, names)}) AS joined`;
      return selectSql([...names, mergedLists(), 'false AS is_taken_off'], joined, []);
    },
    takenOff: [...LISTS, 'true AS is_taken_off'],
  });
  return { sql: selectSql([...names, joinedListsApart('is_taken_off')], sql, names), values };
}

function selectSql(selected: readonly string[], from: string, groupBy: readonly string[]): string {
  const grouped = groupBy.length === 0 ? '' : ` GROUP BY ${groupBy.join(', ')}`;
  return `SELECT ${selected.join(', ')} FROM ${from}${grouped}`;
}

/** Groups whose calls are all taken off again. */
function emptyGroupsLeftOut({ question, plan }: Reading): string {
  const mayBeEmpty = Object.values(plan.takenOff).some((parts: readonly unknown[]) => parts.length > 0);
  return mayBeEmpty && question.groupBy.length > 0 ? ' HAVING sum(calls) > 0' : '';
}

function orderOf({ top, measures = MEASURE_NAMES }: SumsQuestion): string {
  if (top === undefined) return '';
  const by = (top.by === 'cost' ? (['cost', 'calls'] as const) : (['calls', 'cost'] as const))
    .filter((name) => measures.includes(name))
    .map((name) => `${name} DESC NULLS LAST`);
  return ` ORDER BY ${by.join(', ')}, 1 LIMIT ${top.limit}`;
}

/** What calls are told apart by, in both. */
function groupsOf({ groupBy, boundaries }: SumsQuestion) {
  const bucket = (of: string, bounds: () => string): string[] =>
    boundaries === undefined ? [] : [`width_bucket(${of}, ${bounds()}) AS bucket`];
  return {
    names: [...groupBy, ...(boundaries === undefined ? [] : ['bucket'])],
    /** Boundaries are ids, as reading the time in each id takes longer than adding the call up. */
    ofCalls: (bounds: readonly number[], bind: Bind) => [
      ...groupBy.map((column) => `${columnOfCalls(column)} AS ${column}`),
      ...bucket('id', () => `${bind(bounds.map((time) => callIdBound(new Date(time))))}::uuid[]`),
    ],
    ofSums: (time: string, bounds: readonly number[], bind: Bind) => [
      ...groupBy,
      ...bucket(time, () => `${bind(bounds.map((bound) => new Date(bound)))}::timestamptz[]`),
    ],
  };
}

/** What is selected of each part, next to its group. */
interface Selected {
  readonly ofSums: readonly string[];
  /** @param calls where from, and which. */
  readonly ofCalls: (calls: string, groups: readonly string[]) => string;
  readonly takenOff: readonly string[];
}

/** What is read of each table of sums and of the rows, one below the other. */
function unionSql(reading: Reading, selected: Selected): BoundSql {
  const { schema, question, filters, grouping, plan } = reading;
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const groups = groupsOf(question);
  const exact = (question.boundaries ?? []).map((boundary) => boundary.getTime());
  const among = (): string[] =>
    question.among === undefined ? [] : [amongSql(question.groupBy[0]!, question.among, bind)];
  const parts = sumsRead(reading, bind).map(({ name, time, where, isOfDay, isTakenOff }) => {
    const wanted = [...[...filters].map(([column, those]) => `${column} = ANY (${bind(those)})`), ...among()];
    const told = groups.ofSums(time, isOfDay ? noonBoundaries(exact) : exact, bind);
    const columns = [...told, ...(isTakenOff ? selected.takenOff : selected.ofSums)].join(', ');
    return `SELECT ${columns} FROM ${tableName(schema, name)} AS s WHERE ${[`summed_by = '${grouping}'`, ...wanted, ...where].join(' AND ')}`;
  });
  const ofCalls = (ranges: readonly TimeRange[], bounds: readonly number[]): string => {
    const tags = question.groupBy.includes('tag') ? ` ${CALL_TAGS}` : '';
    const where = [rowsWhere(question, ranges, values), ...among()].join(' AND ');
    return selected.ofCalls(`${tableName(schema, 'llm_calls')}${tags} WHERE ${where}`, groups.ofCalls(bounds, bind));
  };
  // Where nothing is read, no row still adds up to nothing.
  if (plan.added.rows.length > 0 || parts.length === 0) parts.push(ofCalls(plan.added.rows, exact));
  if (plan.takenOff.rows.length > 0) {
    const calls = `(${ofCalls(plan.takenOff.rows, noonBoundaries(exact))}) AS calls`;
    parts.push(selectSql([...groups.names, ...selected.takenOff], calls, []));
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
  /** Whether its calls count where the noon of their day is. */
  readonly isOfDay: boolean;
  readonly isTakenOff: boolean;
}

/** Of times that are read from rows, the sums of what is gone still count: by the hour where there are hours, else by the day. */
function sumsRead({ schema, grouping, hoursSince, plan }: Reading, bind: Bind): SumsRead[] {
  if (grouping === undefined) return [];
  const gone = (period: Period): string =>
    `part < coalesce((SELECT k.part FROM ${tableName(schema, 'llm_kept_days')} AS k WHERE k.day = date_trunc('day', s.${period}, 'UTC')), 0)`;
  const [before, since] = dividedAt(plan.added.rows, hoursSince);
  const reads = (
    period: Period,
    ranges: readonly TimeRange[],
    { more = [], isTakenOff = false }: { more?: readonly string[]; isTakenOff?: boolean },
  ): SumsRead[] => {
    const table = ranges.length === 0 ? undefined : sumTableOf(period, grouping);
    if (table === undefined) return [];
    const within = periodsSql(period, ranges, bind);
    const isOfDay = isTakenOff || LENGTHS[period] >= DAY_MS;
    return [{ name: table.name, time: period, where: [within, ...more], isOfDay, isTakenOff }];
  };
  const readsOf = ({ windows, ...parts }: ReadParts, isTakenOff: boolean): SumsRead[] => [
    ...windows.map(({ days }) => {
      return { name: WINDOW_SPENDING.name, time: 'days', where: [`days = ${bind(days)}`], isOfDay: true, isTakenOff };
    }),
    ...(Object.keys(LENGTHS) as Period[]).flatMap((period) => reads(period, parts[period], { isTakenOff })),
  ];
  return [
    ...readsOf(plan.added, false),
    ...readsOf(plan.takenOff, true),
    ...reads('day', wholePeriods(before, DAY_MS), { more: [gone('day')] }),
    ...reads('hour', wholePeriods(since, HOUR_MS), { more: [gone('hour')] }),
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

function periodsSql(period: Period, ranges: readonly TimeRange[], bind: Bind): string {
  if (ranges.length <= FEW_RANGES) return rangesSql(period, ranges, (time) => bind(new Date(time)));
  const length = LENGTHS[period];
  const starts = ranges.flatMap(({ from, to }) =>
    Array.from({ length: (to - from) / length }, (_none, n) => new Date(from + n * length)),
  );
  return `${period} = ANY (${bind(starts)})`;
}

function rangesSql(column: string, ranges: readonly TimeRange[], bind: (time: number) => string): string {
  if (ranges.length === 0) return 'false';
  return `(${ranges.map(({ from, to }) => `${column} >= ${bind(from)} AND ${column} < ${bind(to)}`).join(' OR ')})`;
}
