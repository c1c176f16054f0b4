import { ERROR_KIND } from './error-kind.js';
import { FAILING, MEASURED_COLUMNS, MEASURE_NAMES, type MeasureName } from './measures.js';
import type { Period } from './periods.js';

const SUM_COLUMNS = ['call_type', 'status', 'provider', 'model', 'company_id', 'user_id', 'tag', 'error_kind'] as const;

/** By these there are no sums: rows are read. */
type RowColumn = 'name' | 'origin' | 'release' | 'prompt_name' | 'prompt_version';

/** A column by which sums are told apart. The empty text stands for calls without it. */
export type SumColumn = (typeof SUM_COLUMNS)[number] | RowColumn;

/** Sums by some of the columns; the others are empty in them. */
export interface Grouping {
  readonly columns: readonly SumColumn[];
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

/** Few sums, however many calls there are. */
export const OF_KINDS: readonly GroupingName[] = ['kind', 'all', 'type', 'model'];

/** Several sums for each company. */
export const OF_COMPANIES: readonly GroupingName[] = ['company', 'company_type', 'company_model'];

/** A table of sums: rows for each period, grouping and combination of its columns that there were calls of. */
export interface SumTable {
  readonly name: string;
  /** The column with the start of the period. */
  readonly period: Period;
  readonly groupings: readonly GroupingName[];
  readonly measures: readonly MeasureName[];
  /** Whether its sums have histograms. */
  readonly timed: boolean;
  /** Of which calls they are, where not of all. */
  readonly only?: 'failed';
  /** The rollups of shorter periods that its own are added up from, of all their parts: so that they have but one. */
  readonly madeOf?: SumTable;
}

export const HOUR_SUMS: SumTable = {
  name: 'llm_hour_sums',
  period: 'hour',
  groupings: [...OF_KINDS, 'company'],
  measures: MEASURE_NAMES,
  timed: true,
};

export const DAY_SUMS: SumTable = {
  ...HOUR_SUMS,
  name: 'llm_day_sums',
  period: 'day',
  groupings: [...OF_KINDS, ...OF_COMPANIES],
};

const WEEK_SUMS: SumTable = { ...DAY_SUMS, name: 'llm_week_sums', period: 'week', madeOf: DAY_SUMS };

/** Of users and tags, as many rows as there are users: for today and yesterday only, see `Calendar` in periods.ts. */
export const HOUR_SPENDING: SumTable = {
  name: 'llm_hour_spending',
  period: 'hour',
  groupings: ['user', 'tag'],
  measures: MEASURE_NAMES,
  timed: false,
};

/** As many rows as there are users, but short ones: apart from those with histograms, between which they would be scattered. */
export const DAY_SPENDING: SumTable = { ...HOUR_SPENDING, name: 'llm_day_spending', period: 'day' };

const WEEK_SPENDING: SumTable = {
  ...DAY_SPENDING,
  name: 'llm_week_spending',
  period: 'week',
  madeOf: DAY_SPENDING,
};

/** Which errors are frequent. */
export const HOUR_ERRORS: SumTable = {
  name: 'llm_hour_errors',
  period: 'hour',
  groupings: ['kind_error', 'company_error', 'error'],
  measures: FAILING,
  timed: false,
  only: 'failed',
};

export const DAY_ERRORS: SumTable = { ...HOUR_ERRORS, name: 'llm_day_errors', period: 'day' };

const WEEK_ERRORS: SumTable = { ...DAY_ERRORS, name: 'llm_week_errors', period: 'week', madeOf: DAY_ERRORS };

export const DAY_TABLES: readonly SumTable[] = [DAY_SUMS, DAY_SPENDING, DAY_ERRORS];

export const WEEK_TABLES: readonly SumTable[] = [WEEK_SUMS, WEEK_SPENDING, WEEK_ERRORS];

export const SUM_TABLES: readonly SumTable[] = [HOUR_SUMS, HOUR_SPENDING, HOUR_ERRORS, ...DAY_TABLES, ...WEEK_TABLES];

/** The table with the sums by a grouping, if there are any for the period. */
export function sumTableOf(period: Period, grouping: GroupingName): SumTable | undefined {
  return SUM_TABLES.find((table) => table.period === period && table.groupings.includes(grouping));
}

/** The columns that tell a table's sums apart. */
export function sumColumnsOf({ groupings }: Pick<SumTable, 'groupings'>): SumColumn[] {
  return SUM_COLUMNS.filter((column) => groupings.some((name) => GROUPINGS[name].columns.includes(column)));
}

/** What is read of calls to tell them apart by columns and to measure them: of `tag` all tags, from which {@link CALL_TAGS} makes it. */
export function columnsOfCalls(columns: readonly SumColumn[]): string[] {
  const measured = MEASURED_COLUMNS.filter((column) => !(columns as readonly string[]).includes(column));
  return [...columns.map((column) => (column === 'tag' ? 'tags' : ofCalls(column))), ...measured];
}

function ofCalls(column: SumColumn): string {
  if (column === 'error_kind') return `${ERROR_KIND} AS error_kind`;
  return column === 'call_type' || column === 'status' ? column : `coalesce(${column}, '') AS ${column}`;
}

/** To be joined for `tag`: a call counts under each of its tags, one without any under the empty one. */
export const CALL_TAGS = `CROSS JOIN LATERAL unnest(CASE WHEN tags = '{}' THEN ARRAY[''] ELSE tags END) AS tag`;
