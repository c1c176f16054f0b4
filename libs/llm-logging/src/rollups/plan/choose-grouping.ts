import { CALL_COLUMNS, MEMBER_OF_FILTER, STATISTICS_FILTERS } from 'llm-exchange/call';
import { FAILED_STATUSES, USUAL_NAMES, type MeasureName } from '../schema/measures.js';
import {
  GROUPINGS,
  HOUR_USER_ROLLUPS,
  isRollupColumn,
  rollupTableOf,
  type GroupingName,
  type RollupColumn,
  type RollupTable,
} from '../schema/tables.js';
import { hasNegation } from '../../storage/filters/name-filters.js';
import { areCalls } from './counted-calls.js';
import type { CallFilters, RollupQuestion } from './question.js';

/** Columns of the filters that rollups know; `tags` they know only while it is a single tag. */
const COLUMN_OF_FILTER: ReadonlyMap<string, RollupColumn> = new Map(
  STATISTICS_FILTERS.flatMap((name) => {
    const { column } = CALL_COLUMNS[MEMBER_OF_FILTER[name]];
    return isRollupColumn(column) ? [[name, column]] : [];
  }),
);

/** What each column of rollups has to be one of. */
export type RollupFilters = ReadonlyMap<RollupColumn, string[]>;

/** Undefined where no rollups know the filters. */
export function rollupFilters({ filters, groupBy }: RollupQuestion): RollupFilters | undefined {
  if (hasNegation(filters)) return undefined;
  const wanted = new Map<RollupColumn, string[]>();
  for (const [name, value] of Object.entries(filters) as [string, string | readonly string[] | null | undefined][]) {
    if (value === undefined || value === null || value.length === 0) continue;
    if (name === 'kind' && areCalls(value as CallFilters['kind'])) continue;
    const column = COLUMN_OF_FILTER.get(name);
    if (column !== undefined) wanted.set(column, [value].flat());
    // A call with the tag counts under its other tags as well, which rollups do not know of each other.
    else if (name !== 'tags' || value.length > 1 || groupBy.includes('tag')) return undefined;
    else wanted.set('tag', [value].flat());
  }
  return wanted;
}

/** The rollups that can answer: those of weeks, of days and of some hours. */
export interface RollupSource {
  readonly grouping: GroupingName;
  /** `some`: those of today and yesterday. */
  readonly hours: 'all' | 'some' | 'none';
}

/** Whether rollups know of the calls that a question is about, as far as hours and days are over. */
export function areRolledUp(question: RollupQuestion): boolean {
  const filters = rollupFilters(question);
  return filters !== undefined && sourceFor(question, filters, false) !== undefined;
}

/** Undefined where only rows can. */
export function sourceFor(
  { groupBy, measures = USUAL_NAMES }: RollupQuestion,
  filters: RollupFilters,
  timed: boolean,
): RollupSource | undefined {
  const columns = [...groupBy, ...filters.keys()];
  const names = Object.keys(GROUPINGS) as GroupingName[];
  const grouping = names.find(
    (name) =>
      columns.every((column) => GROUPINGS[name].columns.includes(column)) &&
      hasAll(rollupTableOf('day', name)!, { measures, filters, timed }),
  );
  if (grouping === undefined) return undefined;
  const hours = rollupTableOf('hour', grouping);
  // The few rows of one company are found by their index.
  if (hours === undefined || (hours === HOUR_USER_ROLLUPS && filters.has('company_id')))
    return { grouping, hours: 'none' };
  return { grouping, hours: hours === HOUR_USER_ROLLUPS ? 'some' : 'all' };
}

interface Wanted {
  readonly measures: readonly MeasureName[];
  readonly filters: RollupFilters;
  readonly timed: boolean;
}

/** Whether a table has every measure that is asked for, of every call that is asked about. */
function hasAll(table: RollupTable, { measures, filters, timed }: Wanted): boolean {
  const hasMeasures = measures.every((name) => table.measures.includes(name)) && (!timed || table.timed);
  return hasMeasures && (table.only !== 'failed' || areFailed(filters.get('status')));
}

function areFailed(statuses: readonly string[] | undefined): boolean {
  return statuses !== undefined && statuses.every((status) => (FAILED_STATUSES as readonly string[]).includes(status));
}
