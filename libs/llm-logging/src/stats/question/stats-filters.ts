import type { LlmCallFilters } from '../../storage/reading/call-filters.js';
import { rangeOf, type StatsRange, type TimeRange } from './stats-range.js';

/** Filters by where a call came from. Without `kind` those of the kind `call` count. */
export type OriginFilters = Pick<
  LlmCallFilters,
  'kind' | 'name' | 'origin' | 'via' | 'release' | 'environment' | 'promptName' | 'promptVersion'
>;

/** Which calls an answer is about: those of the time that match every filter given. */
export interface StatsFilters
  extends
    StatsRange,
    OriginFilters,
    Pick<LlmCallFilters, 'callType' | 'status' | 'provider' | 'model' | 'companyId' | 'userId' | 'tags'> {}

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

/** A query's time apart from its filters. */
export interface Scope {
  readonly time: TimeRange;
  readonly filters: Omit<StatsFilters, keyof StatsRange>;
}

/** @throws LlmQueryError */
export function scopeOf({ days, startDate, endDate, ...filters }: StatsFilters): Scope {
  return { time: rangeOf({ days, startDate, endDate }), filters };
}
