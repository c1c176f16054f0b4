import { ERROR_KIND } from './error-kind.js';
import { FAILING, MEASURED_COLUMNS, MEASURE_NAMES, type MeasureName } from './measures.js';
import type { Period } from './periods.js';

const ROLLUP_COLUMNS = [
  'call_type',
  'status',
  'provider',
  'model',
  'company_id',
  'user_id',
  'tag',
  'error_kind',
] as const;

/** By these there are no rollups: rows are read. */
type RowColumn = 'name' | 'origin' | 'release' | 'prompt_name' | 'prompt_version';

/** A column by which rollups are grouped. The empty text stands for calls without it. */
export type RollupColumn = (typeof ROLLUP_COLUMNS)[number] | RowColumn;

export function isRollupColumn(column: string): column is (typeof ROLLUP_COLUMNS)[number] {
  return (ROLLUP_COLUMNS as readonly string[]).includes(column);
}

/** Rollups by some of the columns; the others are empty in them. */
export interface Grouping {
  readonly columns: readonly RollupColumn[];
  /** Groupings that it can be added up from, rather than from calls. */
  readonly of?: readonly GroupingName[];
}

export type GroupingName =
  | 'all'
  | 'type'
  | 'model'
  | 'kind'
  | 'company'
  | 'company_type'
  | 'company_model'
  | 'user'
  | 'tag'
  | 'error'
  | 'company_error'
  | 'kind_error';

/** Those that are read with the fewest rows first. */
export const GROUPINGS: Readonly<Record<GroupingName, Grouping>> = {
  all: { columns: [], of: ['type'] },
  type: { columns: ['call_type'], of: ['kind'] },
  model: { columns: ['provider', 'model'], of: ['kind'] },
  kind: { columns: ['call_type', 'status', 'provider', 'model'] },
  company: { columns: ['company_id'], of: ['company_type'] },
  company_type: { columns: ['company_id', 'call_type'] },
  company_model: { columns: ['company_id', 'provider', 'model'] },
  user: { columns: ['company_id', 'user_id'] },
  tag: { columns: ['tag'] },
  error: { columns: ['status', 'error_kind'], of: ['kind_error'] },
  company_error: { columns: ['status', 'company_id', 'error_kind'] },
  kind_error: { columns: ['call_type', 'status', 'provider', 'model', 'error_kind'] },
};

/** Few rollups, however many calls there are. */
export const OF_KINDS: readonly GroupingName[] = ['kind', 'all', 'type', 'model'];

/** Several rollups for each company. */
export const OF_COMPANIES: readonly GroupingName[] = ['company', 'company_type', 'company_model'];

/** A table of rollups: rows for each period, grouping and combination of its columns that there were calls of. */
export interface RollupTable {
  readonly name: string;
  /** The column with the start of the period. */
  readonly period: Period;
  readonly groupings: readonly GroupingName[];
  readonly measures: readonly MeasureName[];
  /** Whether its rollups have histograms. */
  readonly timed: boolean;
  /** Of which calls they are, where not of all. */
  readonly only?: 'failed';
  /** The rollups of shorter periods that its own are added up from, of all their parts: so that they have but one. */
  readonly madeOf?: RollupTable;
}

export const HOUR_ROLLUPS: RollupTable = {
  name: 'llm_hour_rollups',
  period: 'hour',
  groupings: [...OF_KINDS, 'company'],
  measures: MEASURE_NAMES,
  timed: true,
};

export const DAY_ROLLUPS: RollupTable = {
  ...HOUR_ROLLUPS,
  name: 'llm_day_rollups',
  period: 'day',
  groupings: [...OF_KINDS, ...OF_COMPANIES],
};

const WEEK_ROLLUPS: RollupTable = { ...DAY_ROLLUPS, name: 'llm_week_rollups', period: 'week', madeOf: DAY_ROLLUPS };

/** Of users and tags, as many rows as there are users: for today and yesterday only, see `Calendar` in periods.ts. */
export const HOUR_USER_ROLLUPS: RollupTable = {
  name: 'llm_hour_user_rollups',
  period: 'hour',
  groupings: ['user', 'tag'],
  measures: MEASURE_NAMES,
  timed: false,
};

/** As many rows as there are users, but short ones. They have a table of their own, as among those with histograms they would be scattered. */
export const DAY_USER_ROLLUPS: RollupTable = { ...HOUR_USER_ROLLUPS, name: 'llm_day_user_rollups', period: 'day' };

const WEEK_USER_ROLLUPS: RollupTable = {
  ...DAY_USER_ROLLUPS,
  name: 'llm_week_user_rollups',
  period: 'week',
  madeOf: DAY_USER_ROLLUPS,
};

/** Which errors are frequent. */
export const HOUR_ERROR_ROLLUPS: RollupTable = {
  name: 'llm_hour_error_rollups',
  period: 'hour',
  groupings: ['kind_error', 'company_error', 'error'],
  measures: FAILING,
  timed: false,
  only: 'failed',
};

export const DAY_ERROR_ROLLUPS: RollupTable = { ...HOUR_ERROR_ROLLUPS, name: 'llm_day_error_rollups', period: 'day' };

const WEEK_ERROR_ROLLUPS: RollupTable = {
  ...DAY_ERROR_ROLLUPS,
  name: 'llm_week_error_rollups',
  period: 'week',
  madeOf: DAY_ERROR_ROLLUPS,
};

export const DAY_TABLES: readonly RollupTable[] = [DAY_ROLLUPS, DAY_USER_ROLLUPS, DAY_ERROR_ROLLUPS];

export const WEEK_TABLES: readonly RollupTable[] = [WEEK_ROLLUPS, WEEK_USER_ROLLUPS, WEEK_ERROR_ROLLUPS];

export const ROLLUP_TABLES: readonly RollupTable[] = [
  HOUR_ROLLUPS,
  HOUR_USER_ROLLUPS,
  HOUR_ERROR_ROLLUPS,
  ...DAY_TABLES,
  ...WEEK_TABLES,
];

/** The table with the rollups by a grouping, if there are any for the period. */
export function rollupTableOf(period: Period, grouping: GroupingName): RollupTable | undefined {
  return ROLLUP_TABLES.find((table) => table.period === period && table.groupings.includes(grouping));
}

/** The columns by which a table's rollups are grouped. */
export function rollupColumnsOf({ groupings }: Pick<RollupTable, 'groupings'>): RollupColumn[] {
  return ROLLUP_COLUMNS.filter((column) => groupings.some((name) => GROUPINGS[name].columns.includes(column)));
}

/** What is read of calls to group them by columns and to measure them: of `tag` all tags, from which {@link CALL_TAGS} makes it. */
export function columnsOfCalls(columns: readonly RollupColumn[]): string[] {
  const measured = MEASURED_COLUMNS.filter((column) => !(columns as readonly string[]).includes(column));
  return [...columns.map((column) => (column === 'tag' ? 'tags' : ofCalls(column))), ...measured];
}

function ofCalls(column: RollupColumn): string {
  if (column === 'error_kind') return `${ERROR_KIND} AS error_kind`;
  return column === 'call_type' || column === 'status' ? column : `coalesce(${column}, '') AS ${column}`;
}

/** To be joined for `tag`: a call counts under each of its tags, one without any under the empty one. */
export const CALL_TAGS = `CROSS JOIN LATERAL unnest(CASE WHEN tags = '{}' THEN ARRAY[''] ELSE tags END) AS tag`;
