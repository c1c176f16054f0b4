import type { TimeRange } from '../../rollups/plan/question.js';
import type { LlmCallFilters } from '../../storage/filters/call-filters.js';
import { rangeOf, type StatsRange } from './stats-range.js';

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

/** A query's time, separated from its filters. */
export interface Scope {
  readonly time: TimeRange;
  readonly filters: Omit<StatsFilters, keyof StatsRange>;
}

/** @param timeZone where `days` begin. @throws LlmQueryError */
export function scopeOf({ days, startDate, endDate, ...filters }: StatsFilters, timeZone: string): Scope {
  return { time: rangeOf({ days, startDate, endDate }, timeZone), filters };
}
