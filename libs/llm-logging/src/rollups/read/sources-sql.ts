import { callIdBound } from 'llm-exchange/call';
import { conditionsOf } from '../../storage/filters/call-filters.js';
import { tableName } from '../../storage/table-name.js';
import { currentPartSql } from '../schema/parts.js';
import { countedCalls } from '../plan/counted-calls.js';
import { extend } from '../plan/divide-time.js';
import type { QueryPlan } from '../plan/plan-question.js';
import type { TimeRange } from '../plan/question.js';
import { PERIODS, type Period } from '../schema/periods.js';
import { CALL_TAGS, columnsOfCalls, rollupTableOf, type RollupColumn } from '../schema/tables.js';

/** What is selected next to the question's columns and `bucket`. */
interface Selected {
  readonly ofRollups: readonly string[];
  /**
   * @param calls where from.
   * @param columns what they are grouped by, as it is selected.
   * @param by its names.
   */
  readonly ofCalls: (calls: string, columns: readonly string[], by: readonly string[]) => string;
}

/** Of more than these, PostgreSQL finds each period faster than it compares all rollups with each range. */
const FEW_RANGES = 4;

type Bind = (value: unknown) => string;

export function selectSql(selected: readonly string[], from: string, groupBy: readonly string[]): string {
  const grouped = groupBy.length === 0 ? '' : ` GROUP BY ${groupBy.join(', ')}`;
  return `SELECT ${selected.join(', ')} FROM ${from}${grouped}`;
}

/** A statement for each table of rollups, and one for the rows. `bucket` is the number of the boundary that calls count after, from 1. */
export function sourcesOf(plan: QueryPlan, selected: Selected): { sources: string[]; values: unknown[] } {
  const { schema, question, filters, grouping, parts } = plan;
  const { groupBy, among, boundaries } = question;
  const values: unknown[] = [];
  const bind = binding(values);
  const amongSql = (): string[] => (among === undefined ? [] : [nameSql(groupBy[0]!, among, bind)]);
  const bucketOf = (sql: (bounds: readonly Date[]) => string): string =>
    `${boundaries === undefined ? '1' : sql(boundaries)} AS bucket`;

  const sources = rollupsRead(plan, bind).map(({ table, period, where }) => {
    const wanted = [...filters].map(([column, those]) => `${column} = ANY (${bind(those)})`);
    const conditions = [`grouped_by = '${grouping}'`, ...wanted, ...amongSql(), ...where].join(' AND ');
    const bucket = bucketOf((bounds) => `width_bucket(${period}, ${bind(bounds)}::timestamptz[])`);
    return selectSql(
      [...groupBy, bucket, ...selected.ofRollups],
      `${tableName(schema, table)} AS s WHERE ${conditions}`,
      [],
    );
  });
  // Where nothing is read, no row still adds up to nothing.
  if (parts.rows.length > 0 || sources.length === 0) {
    const conditions = [conditionsOf(countedCalls(question.filters), values).toString(), ...amongSql()].join(' AND ');
    const read = selectSql(['id', ...columnsOfCalls(groupBy)], tableName(schema, 'llm_calls'), []);
    const calls = withinRanges(`${read} WHERE ${conditions}`, parts.rows, bind);
    // Boundaries are ids, as reading the time in each id takes longer than adding the call up.
    const bucket = bucketOf((bounds) => `width_bucket(id, ${bind(bounds.map((time) => callIdBound(time)))}::uuid[])`);
    const tags = groupBy.includes('tag') ? ` ${CALL_TAGS}` : '';
    sources.push(selected.ofCalls(`${calls}${tags}`, [...groupBy, bucket], [...groupBy, 'bucket']));
  }
  return { sources, values };
}

/** A list that stands in the SQL several times is sent once. */
function binding(values: unknown[]): Bind {
  const places = new Map<unknown, string>();
  return (value) => {
    const place = places.get(value) ?? `$${values.push(value)}`;
    if (Array.isArray(value)) places.set(value, place);
    return place;
  };
}

/** Calls without the name have the empty one in rollups, and none in rows. */
function nameSql(column: RollupColumn, names: readonly string[], bind: Bind): string {
  return `(${column} = ANY (${bind(names)})${names.includes('') ? ` OR ${column} IS NULL` : ''})`;
}

interface RollupsRead {
  readonly table: string;
  readonly period: Period;
  readonly where: readonly string[];
}

function rollupsRead({ schema, grouping, parts, gone }: QueryPlan, bind: Bind): RollupsRead[] {
  if (grouping === undefined) return [];
  const reads = (period: Period, starts: string | undefined, more: readonly string[] = []): RollupsRead[] => {
    const table = starts === undefined ? undefined : rollupTableOf(period, grouping);
    return table === undefined ? [] : [{ table: table.name, period, where: [starts!, ...more] }];
  };
  const ofGone = (period: 'hour' | 'day'): RollupsRead[] =>
    reads(period, withinSql(period, gone?.[period] ?? [], bind), [`part < ${currentPartSql(schema, `s.${period}`)}`]);
  const ofPeriods = PERIODS.flatMap((period) => reads(period, startsSql(period, parts[period], bind)));
  return [...ofPeriods, ...ofGone('hour'), ...ofGone('day')];
}

/** SQL that is true for these periods; undefined for none. */
function startsSql(period: Period, periods: readonly TimeRange[], bind: Bind): string | undefined {
  const ranges: TimeRange[] = [];
  for (const { from, to } of periods) extend(ranges, from, to);
  if (ranges.length <= FEW_RANGES) return withinSql(period, ranges, bind);
  return `${period} = ANY (${bind(periods.map(({ from }) => new Date(from)))})`;
}

function withinSql(period: Period, ranges: readonly TimeRange[], bind: Bind): string | undefined {
  if (ranges.length === 0) return undefined;
  const within = ({ from, to }: TimeRange): string =>
    `${period} >= ${bind(new Date(from))} AND ${period} < ${bind(new Date(to))}`;
  return `(${ranges.map(within).join(' OR ')})`;
}

/**
 * Each of several ranges is looked up by the index that the filters ask for, in a statement that is as long, and planned as soon, as that of
 * one. What is sorted stays a part of its own, which PostgreSQL would else join the other way round: all calls with all ranges.
 */
function withinRanges(read: string, ranges: readonly TimeRange[], bind: Bind): string {
  const idsAt = (times: readonly number[]): string[] => times.map((time) => callIdBound(new Date(time)));
  const [since, until] = [idsAt(ranges.map(({ from }) => from)), idsAt(ranges.map(({ to }) => to))];
  if (ranges.length === 0) return `(${read} AND false) AS calls`;
  const whole = `${read} AND id >= ${bind(since[0])} AND id < ${bind(until.at(-1))}`;
  if (ranges.length === 1) return `(${whole}) AS calls`;
  return `unnest(${bind(since)}::uuid[], ${bind(until)}::uuid[]) AS ranges (since, until)
CROSS JOIN LATERAL (${whole} AND id >= since AND id < until ORDER BY id) AS calls`;
}
