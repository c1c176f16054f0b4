import type { LlmCallFilters } from '../storage/call-filters.js';
import type { StatsRange } from './stats-range.js';

/** Which calls an answer is about: those of the time that match every filter given. */
export interface StatsFilters
  extends
    StatsRange,
    Pick<LlmCallFilters, 'callType' | 'status' | 'provider' | 'model' | 'companyId' | 'userId' | 'tags'> {}

/** What calls can be grouped by. A call without the name counts under `unknown`; one with several tags under each of them. */
export type StatsDimension = 'callType' | 'status' | 'provider' | 'model' | 'company' | 'user' | 'tag';
