import type { FilterThat } from 'llm-exchange/call';
import { LlmQueryError } from '../../errors.js';
import type { LlmCallFilters } from '../../storage/filters/call-filters.js';
import type { ListName } from '../schema/histogram-columns.js';
import type { MeasureName } from '../schema/measures.js';
import type { RollupColumn } from '../schema/tables.js';

/** Times in ms since 1970. */
export interface TimeRange {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

/** What names are ranked by. */
export const RANKINGS = ['cost', 'calls'] as const;
export type Ranking = (typeof RANKINGS)[number];

/**
 * What calls can be grouped by. A call without the name counts under `unknown`; one with several tags under each of them. By `name`, `origin`,
 * `release`, `promptName` and `promptVersion` rows are read: an answer takes 15 s at most.
 */
export type StatsDimension =
  | 'callType'
  | 'status'
  | 'provider'
  | 'model'
  | 'company'
  | 'user'
  | 'tag'
  | 'name'
  | 'origin'
  | 'release'
  | 'promptName'
  | 'promptVersion';

/** Which of the calls of a time. */
export type CallFilters = Pick<LlmCallFilters, FilterThat<{ readonly of: 'statistics' | 'costs' }>>;

/** What is asked of rollups and rows alike. */
export interface RollupQuestion {
  readonly time: TimeRange;
  readonly filters: CallFilters;
  readonly groupBy: readonly RollupColumn[];
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

export const COLUMN_OF_DIMENSION: Readonly<Record<StatsDimension, RollupColumn>> = {
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
export function columnOf(field: string, dimension: unknown, allowed = Object.keys(COLUMN_OF_DIMENSION)): RollupColumn {
  if (typeof dimension !== 'string' || !allowed.includes(dimension))
    throw new LlmQueryError(field, `must be one of ${allowed.join(', ')}`);
  return COLUMN_OF_DIMENSION[dimension as StatsDimension];
}

/** One group of an answer. */
export type GroupRow = Partial<Record<RollupColumn, string>> & {
  /** Number of its boundary, from 1. */
  readonly bucket?: number;
} & Record<MeasureName, string | number | null>;
