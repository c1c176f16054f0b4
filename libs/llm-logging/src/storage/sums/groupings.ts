import { MEASURE_NAMES, SPENDING, type MeasureName } from './measures.js';

/** A column by which sums are told apart. The empty text stands for a call without it. */
export type SumColumn = 'call_type' | 'status' | 'provider' | 'model' | 'company_id' | 'user_id' | 'tag';

export const SUM_COLUMNS: readonly SumColumn[] = [
  'call_type',
  'status',
  'provider',
  'model',
  'company_id',
  'user_id',
  'tag',
];

/** Sums by some of the columns; the others are empty in them. */
export interface Grouping {
  readonly columns: readonly SumColumn[];
  /** Groupings that it can be added up from, rather than from calls. */
  readonly of?: readonly GroupingName[];
}

export type GroupingName =
  'all' | 'type' | 'model' | 'kind' | 'company' | 'company_type' | 'company_model' | 'user' | 'tag';

/** Those that are read with the fewest rows first. */
export const GROUPINGS: Readonly<Record<GroupingName, Grouping>> = {
  all: { columns: [], of: ['type'] },
  type: { columns: ['call_type'], of: ['kind'] },
  model: { columns: ['provider', 'model'], of: ['kind'] },
  kind: { columns: ['call_type', 'status', 'provider', 'model'] },
  company: { columns: ['company_id'], of: ['company_type', 'user'] },
  company_type: { columns: ['company_id', 'call_type'] },
  company_model: { columns: ['company_id', 'provider', 'model'] },
  user: { columns: ['company_id', 'user_id'] },
  tag: { columns: ['tag'] },
};

/** Few sums, however many calls there are. */
export const OF_KINDS: readonly GroupingName[] = ['kind', 'all', 'type', 'model'];

/** As many sums as there are companies, users and tags, so of days alone. */
export const OF_NAMES: readonly GroupingName[] = ['company', 'company_type', 'company_model', 'user', 'tag'];

/** Those of which there are hours as well, while their day lasts: for who spends most. */
export const OF_SPENDERS: readonly GroupingName[] = ['company', 'user'];

/** A table of sums: rows for each period, grouping and combination of its columns that there were calls of. */
export interface SumTable {
  readonly name: string;
  /** The column with the start of the period, UTC. */
  readonly period: 'hour' | 'day' | 'week';
  readonly groupings: readonly GroupingName[];
  /** Those with histograms. */
  readonly timed: readonly GroupingName[];
  /** What the others tell of. */
  readonly measures: readonly MeasureName[];
}

export const HOUR_SUMS: SumTable = {
  name: 'llm_hour_sums',
  period: 'hour',
  groupings: [...OF_KINDS, ...OF_SPENDERS],
  timed: OF_KINDS,
  measures: SPENDING,
};

export const DAY_SUMS: SumTable = {
  name: 'llm_day_sums',
  period: 'day',
  groupings: [...OF_KINDS, ...OF_NAMES],
  timed: [...OF_KINDS, 'company', 'company_type', 'company_model'],
  measures: MEASURE_NAMES,
};

/** Weeks begin on Monday. */
export const WEEK_SUMS: SumTable = { ...DAY_SUMS, name: 'llm_week_sums', period: 'week' };

export const SUM_TABLES = [HOUR_SUMS, DAY_SUMS, WEEK_SUMS];

/** What a column is in `llm_calls`; `tag` comes of {@link CALL_TAGS}. */
export function columnOfCalls(column: SumColumn): string {
  return column === 'call_type' || column === 'status' ? column : `coalesce(${column}, '')`;
}

/** To be joined for `tag`: a call counts under each of its tags, one without any under the empty one. */
export const CALL_TAGS = `CROSS JOIN LATERAL unnest(CASE WHEN tags = '{}' THEN ARRAY[''] ELSE tags END) AS tag`;
