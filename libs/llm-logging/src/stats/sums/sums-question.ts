import { LlmQueryError } from '../../llm-logging.errors.js';
import type { ListName } from '../../storage/sums/buckets.js';
import { FAILED_STATUSES, isAdded, USUAL_NAMES, type MeasureName } from '../../storage/sums/measures.js';
import {
  GROUPINGS,
  HOUR_SPENDING,
  sumTableOf,
  type GroupingName,
  type SumColumn,
  type SumTable,
} from '../../storage/sums/groupings.js';
import { WINDOW_SPENDING } from '../../storage/sums/windows.js';
import { areCalls } from '../question/counted-calls.js';
import type { Ranking } from '../question/ranking.js';
import type { TimeRange } from '../question/stats-range.js';
import type { StatsDimension, StatsFilters } from '../question/stats-filters.js';

/** What is asked of sums and rows alike. */
export interface SumsQuestion {
  readonly time: TimeRange;
  readonly filters: Omit<StatsFilters, 'days' | 'startDate' | 'endDate'>;
  readonly groupBy: readonly SumColumn[];
  /** Ascending: groups by the stretch between two of them. */
  readonly boundaries?: readonly Date[];
  /** Default: all. Others count as 0. */
  readonly measures?: readonly MeasureName[];
  /** Which histograms are meant where these are asked for. Default: all. */
  readonly lists?: readonly ListName[];
  readonly top?: { readonly by: Ranking; readonly limit: number };
  /** Only groups whose first column is one of these. */
  readonly among?: readonly string[];
}

export const COLUMN_OF_DIMENSION: Readonly<Record<StatsDimension, SumColumn>> = {
  callType: 'call_type',
  status: 'status',
  provider: 'provider',
  model: 'model',
  company: 'company_id',
  user: 'user_id',
  tag: 'tag',
  name: 'name',
  origin: 'origin',
  release: 'release',
  promptName: 'prompt_name',
  promptVersion: 'prompt_version',
};

/** @throws LlmQueryError */
export function columnOf(field: string, dimension: unknown, allowed = Object.keys(COLUMN_OF_DIMENSION)): SumColumn {
  if (typeof dimension !== 'string' || !allowed.includes(dimension))
    throw new LlmQueryError(field, `must be one of ${allowed.join(', ')}`);
  return COLUMN_OF_DIMENSION[dimension as StatsDimension];
}

/** Filters that sums know; the other one, `tags`, they know only while it is a single tag. */
const COLUMN_OF_FILTER: Readonly<Record<string, SumColumn>> = {
  callType: 'call_type',
  status: 'status',
  provider: 'provider',
  model: 'model',
  companyId: 'company_id',
  userId: 'user_id',
};

/** What each column of sums has to be one of. */
export type SumFilters = ReadonlyMap<SumColumn, string[]>;

/** Undefined where no sums know the filters. */
export function sumFilters({ filters, groupBy }: SumsQuestion): SumFilters | undefined {
  const wanted = new Map<SumColumn, string[]>();
  for (const [name, value] of Object.entries(filters) as [string, string | readonly string[] | null | undefined][]) {
    if (value === undefined || value === null || value.length === 0) continue;
    if (name === 'kind' && areCalls(value as StatsFilters['kind'])) continue;
    const column = COLUMN_OF_FILTER[name];
    if (column !== undefined) wanted.set(column, [value].flat());
    // A call with the tag counts under its other tags as well, which sums do not know of each other.
    else if (name !== 'tags' || value.length > 1 || groupBy.includes('tag')) return undefined;
    else wanted.set('tag', [value].flat());
  }
  return wanted;
}

/** The sums that can answer: those of weeks, of days and of some hours. */
export interface SumSource {
  readonly grouping: GroupingName;
  /** `some`: those since the time that `llm_spender_hours` says, those that stay of the days before, and their shifts. */
  readonly hours: 'all' | 'some' | 'none';
  /** Whether nothing is asked but what windows know. */
  readonly isSpending: boolean;
}

/** Undefined where only rows can. */
export function sourceFor(
  { groupBy, measures = USUAL_NAMES }: SumsQuestion,
  filters: SumFilters,
  timed: boolean,
): SumSource | undefined {
  const columns = [...groupBy, ...filters.keys()];
  const names = Object.keys(GROUPINGS) as GroupingName[];
  const grouping = names.find(
    (name) =>
      columns.every((column) => GROUPINGS[name].columns.includes(column)) &&
      hasAll(sumTableOf('day', name)!, { measures, filters, timed }),
  );
  if (grouping === undefined) return undefined;
  const hours = sumTableOf('hour', grouping);
  const isSpending = !timed && isSpendingOnly(grouping, measures);
  // The few rows of one company are found by their index.
  if (hours === undefined || (hours === HOUR_SPENDING && filters.has('company_id')))
    return { grouping, hours: 'none', isSpending };
  return { grouping, hours: hours === HOUR_SPENDING ? 'some' : 'all', isSpending };
}

interface Wanted {
  readonly measures: readonly MeasureName[];
  readonly filters: SumFilters;
  readonly timed: boolean;
}

/** Whether a table has every measure that is asked for, of every call that is asked about. */
function hasAll(table: SumTable, { measures, filters, timed }: Wanted): boolean {
  const hasMeasures = measures.every((name) => table.measures.includes(name)) && (!timed || table.timed);
  return hasMeasures && (table.only !== 'failed' || areFailed(filters.get('status')));
}

function areFailed(statuses: readonly string[] | undefined): boolean {
  return statuses !== undefined && statuses.every((status) => (FAILED_STATUSES as readonly string[]).includes(status));
}

/** Whether what is asked of a part can be taken off from the whole. */
export function isAdditive({ measures = USUAL_NAMES }: SumsQuestion): boolean {
  return measures.every(isAdded);
}

function isSpendingOnly(grouping: GroupingName, measures: readonly MeasureName[]): boolean {
  const known = WINDOW_SPENDING;
  return known.groupings.includes(grouping) && measures.every((name) => known.measures.includes(name));
}

/** One group of an answer. */
export type GroupRow = Partial<Record<SumColumn, string>> & {
  /** Number of its boundary, from 1. */
  readonly bucket?: number;
} & Record<MeasureName, string | number | null>;
