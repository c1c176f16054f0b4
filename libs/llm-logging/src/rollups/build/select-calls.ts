import { LlmCallKind } from 'llm-exchange/call';
import { tableName } from '../../storage/table-name.js';
import { joinedLists, LISTS, listsOfCall, mergedLists } from '../schema/histogram-columns.js';
import {
  CALL_TAGS,
  columnsOfCalls,
  GROUPINGS,
  rollupColumnsOf,
  type GroupingName,
  type RollupColumn,
  type RollupTable,
} from '../schema/tables.js';
import { IS_FAILED, measuresOfCalls, storedMeasuresOfRollups } from '../schema/measures.js';

/** The columns of what a table of rollups has, or of some of its groupings. */
export function columnsOf(table: RollupTable): string {
  return [table.period, 'part', ...namesOf(table), ...valuesOf(table)].join(', ');
}

/**
 * Rows as {@link columnsOf} has them, of the period `$1` and the part `$2`, from the calls with ids in `[$3, $4)`: read once, and grouped
 * once for whatever can be added up from other groupings. Of other kinds than calls there are none.
 */
export function rollupsOfCallsSql(schema: string | undefined, table: RollupTable, only = ''): string {
  const where = `id >= $3 AND id < $4 AND kind = '${LlmCallKind.CALL}'${onlySql(table)}${only}`;
  const roots = rootsOf(table);
  const columns = rollupColumnsOf({ groupings: roots });
  const groupedBy = `CASE GROUPING(${columns.map(inCalls).join(', ')}) ${roots.map((name) => `WHEN ${maskOf(name, columns)} THEN '${name}'`).join(' ')} END AS grouped_by`;
  const names = columns.map((column) => (column === 'tag' ? 'tags' : `coalesce(${column}, '') AS ${column}`));
  const aggregates = [measuresOfCalls(table.measures), ...(table.timed ? [joinedLists()] : [])];
  const sets = roots.map((name) => `(${GROUPINGS[name].columns.map(inCalls).join(', ')})`);
  // OFFSET separates reading from grouping, as Citus asks for, in less time than a materialised WITH takes.
  const rollups = `SELECT ${[groupedBy, ...names, ...aggregates].join(', ')}
  FROM (SELECT ${readOfCalls(table)} FROM ${tableName(schema, 'llm_calls')} WHERE ${where} OFFSET 0) AS calls
  GROUP BY GROUPING SETS (${sets.join(', ')})`;
  if (columns.includes('tag')) return insertedSql(table, withTags(table, rollups), 'rollups');
  const derived = derivedOf(table);
  if (derived.length === 0) return insertedSql(table, [], `(${rollups})`);
  const all = ['rollups', ...derived.map(({ from }) => from)].map((from) => `SELECT * FROM ${from}`);
  return insertedSql(
    table,
    [`rollups AS MATERIALIZED (${rollups})`, ...derived.map(({ sql }) => sql)],
    `(${all.join(' UNION ALL ')})`,
  );
}

function onlySql({ only }: RollupTable): string {
  // No success, said once more, so that the partial index of such calls serves.
  return only === 'failed' ? ` AND ${IS_FAILED} AND status <> 'success'` : '';
}

/** The same from rollups of shorter periods from `$3` until before `$4`, by the same groupings: those of the part `$2`, or of all parts. */
export function rollupsOfRollupsSql(
  schema: string | undefined,
  from: RollupTable,
  table: RollupTable,
  which: 'part' | 'all parts',
): string {
  const names = namesOf(table).join(', ');
  return insertedSql(
    table,
    [],
    `(SELECT ${names}, ${addedUp(table)} FROM ${tableName(schema, from.name)}
  WHERE ${isOfGroupings(table)} AND ${from.period} >= $3 AND ${from.period} < $4${which === 'part' ? ' AND part = $2' : ''}
  GROUP BY ${names})`,
  );
}

/** SQL that is true for rows of a table's groupings. */
export function isOfGroupings({ groupings }: RollupTable): string {
  return `grouped_by IN (${groupings.map((name) => `'${name}'`).join(', ')})`;
}

function namesOf(table: RollupTable): string[] {
  return ['grouped_by', ...rollupColumnsOf(table)];
}

function valuesOf({ measures, timed }: RollupTable): string[] {
  return [...measures, ...(timed ? LISTS : [])];
}

/** Those that none of the others can be added up to. */
function rootsOf({ groupings }: RollupTable): GroupingName[] {
  return groupings.filter((name) => sourceOf(name, groupings) === undefined);
}

function sourceOf(name: GroupingName, among: readonly GroupingName[]): GroupingName | undefined {
  return GROUPINGS[name].of?.find((source) => among.includes(source));
}

/** What is read of each call. */
function readOfCalls(table: RollupTable): string {
  return [
    ...columnsOfCalls(rollupColumnsOf(table)),
    ...(table.measures.includes('last_call') ? ['id'] : []),
    ...(table.timed ? [listsOfCall()] : []),
  ].join(', ');
}

/** Calls are grouped by all their tags before they are grouped by each. */
function inCalls(column: RollupColumn): string {
  return column === 'tag' ? 'tags' : column;
}

function withTags(table: RollupTable, grouped: string): string[] {
  const others = namesOf(table).map((name) => (name === 'tag' ? `'' AS tag` : name));
  return [
    `grouped AS MATERIALIZED (${grouped})`,
    `rollups AS MATERIALIZED (SELECT ${[...others, ...valuesOf(table)].join(', ')} FROM grouped WHERE grouped_by <> 'tag'
  UNION ALL SELECT ${namesIn('tag', table)}, ${addedUp(table)} FROM grouped ${CALL_TAGS} WHERE grouped_by = 'tag' GROUP BY tag)`,
  ];
}

/** Those that are added up from others: each after the ones it comes of, which have more columns. */
function derivedOf(table: RollupTable): { from: string; sql: string }[] {
  const { groupings } = table;
  const derived = groupings
    .filter((name) => sourceOf(name, groupings) !== undefined)
    .sort((a, b) => GROUPINGS[b].columns.length - GROUPINGS[a].columns.length);
  return derived.map((name) => {
    const source = sourceOf(name, groupings)!;
    return {
      from: `by_${name}`,
      sql: `by_${name} AS MATERIALIZED (SELECT ${namesIn(name, table)}, ${addedUp(table)}
  FROM ${derived.includes(source) ? `by_${source}` : 'rollups'} WHERE grouped_by = '${source}'${groupBy(GROUPINGS[name].columns)})`,
    };
  });
}

function insertedSql(table: RollupTable, ctes: readonly string[], from: string): string {
  const values = [...table.measures, ...(table.timed ? [mergedLists()] : [])];
  return `${ctes.length === 0 ? '' : `WITH ${ctes.join(',\n')}\n`}SELECT ${['$1::timestamptz', '$2::integer', ...namesOf(table), ...values].join(', ')}
FROM ${from} AS groups WHERE calls > 0`;
}

function addedUp({ measures, timed }: RollupTable): string {
  return [storedMeasuresOfRollups(measures), ...(timed ? [joinedLists()] : [])].join(', ');
}

/** A grouping's name and the table's columns, empty where it does not have them. */
function namesIn(name: GroupingName, table: RollupTable): string {
  const { columns } = GROUPINGS[name];
  return [
    `'${name}' AS grouped_by`,
    ...rollupColumnsOf(table).map((column) => (columns.includes(column) ? column : `'' AS ${column}`)),
  ].join(', ');
}

function groupBy(columns: readonly string[]): string {
  return columns.length === 0 ? '' : ` GROUP BY ${columns.join(', ')}`;
}

/** What GROUPING() says of a set: a bit for each column that is not in it, the last column's lowest. */
function maskOf(name: GroupingName, columns: readonly RollupColumn[]): number {
  return columns.reduce((mask, column) => mask * 2 + (GROUPINGS[name].columns.includes(column) ? 0 : 1), 0);
}
