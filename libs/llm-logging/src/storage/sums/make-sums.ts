import { tableName } from '../table-name.js';
import { entrySql, HISTOGRAMS, LISTS, listsOfEntries, listsOfLists, mergedLists } from './buckets.js';
import {
  CALL_TAGS,
  columnOfCalls,
  GROUPINGS,
  SUM_COLUMNS,
  type GroupingName,
  type SumColumn,
  type SumTable,
} from './groupings.js';
import {
  MEASURE_NAMES,
  MEASURED_COLUMNS,
  measuresOfCalls,
  measuresOfSums,
  onlyMeasuresOfCalls,
  type MeasureName,
} from './measures.js';

const NAMES = ['summed_by', ...SUM_COLUMNS];

/** The columns of a table of sums. */
export function sumColumns({ period }: SumTable): string {
  return [period, 'part', ...NAMES, ...MEASURE_NAMES, ...LISTS].join(', ');
}

/** Which groupings are made, and of which of them histograms as well. */
export interface Made {
  readonly groupings: readonly GroupingName[];
  readonly timed: readonly GroupingName[];
  /** What those without histograms tell of. */
  readonly measures: readonly MeasureName[];
}

/**
 * Rows as {@link sumColumns} has them, of the period `$1` and the part `$2`, from the calls with ids in `[$3, $4)`: read once, and grouped
 * once for whatever can be added up from other groupings.
 */
export function sumsOfCallsSql(schema: string | undefined, made: Made, only = ''): string {
  const calls = `calls AS MATERIALIZED (
  SELECT ${SELECTED.join(', ')} FROM ${tableName(schema, 'llm_calls')} WHERE id >= $3 AND id < $4${only}
)`;
  const { timed, untimed } = rootsOf(made);
  const plain = `${onlyMeasuresOfCalls(made.measures)}, ${NO_LISTS}`;
  const roots = [
    ...groupingSets(timed, `${measuresOfCalls()}, ${listsOfEntries()}`),
    ...groupingSets(
      untimed.filter((name) => name !== 'tag'),
      plain,
    ),
    ...(untimed.includes('tag') ? [`SELECT ${namesOf('tag')}, ${plain} FROM calls ${CALL_TAGS} GROUP BY tag`] : []),
  ];
  return madeSql([calls], roots, made);
}

/** The same from sums of shorter periods from `$3` until before `$4`: those of the part `$2`, or of all parts. */
export function sumsOfSumsSql(
  schema: string | undefined,
  from: SumTable,
  made: Made,
  which: 'part' | 'all parts',
): string {
  const period = `${from.period} >= $3 AND ${from.period} < $4${which === 'part' ? ' AND part = $2' : ''}`;
  const names = NAMES.join(', ');
  const rootsWith = (those: readonly GroupingName[], lists: string): string[] =>
    those.length === 0
      ? []
      : [
          `SELECT ${names}, ${measuresOfSums()}, ${lists} FROM ${tableName(schema, from.name)}
  WHERE summed_by IN (${those.map((name) => `'${name}'`).join(', ')}) AND ${period} GROUP BY ${names}`,
        ];
  const { timed, untimed } = rootsOf(made);
  return madeSql([], [...rootsWith(timed, listsOfLists()), ...rootsWith(untimed, NO_LISTS)], made);
}

const NO_LISTS = LISTS.map((list) => `NULL::bigint[] AS ${list}`).join(', ');

const SELECTED = [
  ...SUM_COLUMNS.filter((column) => column !== 'tag').map((column) => `${columnOfCalls(column)} AS ${column}`),
  ...MEASURED_COLUMNS.filter((column) => !(SUM_COLUMNS as readonly string[]).includes(column)),
  'tags',
  ...Object.entries(HISTOGRAMS).map(([column, list]) => `${entrySql(column)} AS ${list}`),
];

/** Those that none of the others can be added up to. */
function rootsOf({ groupings, timed }: Made): { timed: GroupingName[]; untimed: GroupingName[] } {
  const roots = groupings.filter((name) => sourceOf(name, groupings) === undefined);
  return {
    timed: roots.filter((name) => timed.includes(name)),
    untimed: roots.filter((name) => !timed.includes(name)),
  };
}

function sourceOf(name: GroupingName, among: readonly GroupingName[]): GroupingName | undefined {
  return GROUPINGS[name].of?.find((source) => among.includes(source));
}

/** Several groupings of the calls, read once. */
function groupingSets(names: readonly GroupingName[], selected: string): string[] {
  if (names.length === 0) return [];
  const columns = SUM_COLUMNS.filter((column) => names.some((name) => GROUPINGS[name].columns.includes(column)));
  const summedBy = `CASE GROUPING(${columns.join(', ')}) ${names.map((name) => `WHEN ${maskOf(name, columns)} THEN '${name}'`).join(' ')} END`;
  const values = SUM_COLUMNS.map((column) => (columns.includes(column) ? `coalesce(${column}, '')` : `''`));
  const sets = names.map((name) => `(${GROUPINGS[name].columns.join(', ')})`);
  return [
    `SELECT ${summedBy}, ${values.join(', ')}, ${selected} FROM calls GROUP BY GROUPING SETS (${sets.join(', ')})`,
  ];
}

/** What is read, with what can be added up from it. */
function madeSql(before: readonly string[], roots: readonly string[], { groupings }: Made): string {
  const columns = [...NAMES, ...MEASURE_NAMES, ...LISTS].join(', ');
  // After each grouping come those that are added up from it.
  const derived = groupings
    .filter((name) => sourceOf(name, groupings) !== undefined)
    .sort((a, b) => depthOf(b) - depthOf(a));
  const ctes = [
    ...before,
    `roots (${columns}) AS MATERIALIZED (${roots.join('\n  UNION ALL ')})`,
    ...derived.map((name) => {
      const source = sourceOf(name, groupings)!;
      const from = derived.includes(source) ? `by_${source}` : 'roots';
      return `by_${name} AS MATERIALIZED (SELECT ${namesOf(name)}, ${measuresOfSums()}, ${listsOfLists()}
  FROM ${from} WHERE summed_by = '${source}'${groupBy(GROUPINGS[name].columns)})`;
    }),
  ];
  const all = ['roots', ...derived.map((name) => `by_${name}`)].map((name) => `SELECT * FROM ${name}`);
  return `WITH ${ctes.join(',\n')}
SELECT $1::timestamptz, $2::integer, ${[...NAMES, ...MEASURE_NAMES].join(', ')}, ${mergedLists()} FROM (${all.join(' UNION ALL ')}) AS groups WHERE calls > 0`;
}

/** How many columns it has: what is added up has fewer than what it is added up from. */
function depthOf(name: GroupingName): number {
  return GROUPINGS[name].columns.length;
}

/** A grouping's name and all columns, empty where it does not have them. */
function namesOf(name: GroupingName): string {
  const { columns } = GROUPINGS[name];
  return [
    `'${name}' AS summed_by`,
    ...SUM_COLUMNS.map((column) => (columns.includes(column) ? column : `'' AS ${column}`)),
  ].join(', ');
}

function groupBy(columns: readonly string[]): string {
  return columns.length === 0 ? '' : ` GROUP BY ${columns.join(', ')}`;
}

/** What GROUPING() says of a set: a bit for each column that is not in it, the last column's lowest. */
function maskOf(name: GroupingName, columns: readonly SumColumn[]): number {
  return columns.reduce((mask, column) => mask * 2 + (GROUPINGS[name].columns.includes(column) ? 0 : 1), 0);
}
