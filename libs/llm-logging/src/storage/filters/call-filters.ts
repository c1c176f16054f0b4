import type { LlmCallSort, LlmSortOrder } from './call-order.js';
import { callIdBound, type LlmCallKind, LlmCallStatus, type LlmCallVia, type MemberFilter } from 'llm-exchange/call';
import { LlmQueryError } from '../../errors.js';
import { Conditions } from './conditions.js';
import { MEMBER_FILTERS, type Filter } from './member-filters.js';
import { isNegated } from './name-filters.js';
import { checkStorable } from './storable.js';
import { addSearch } from './text-search.js';

type OneOrMore<T> = T | readonly T[];
/** With a minus before it, it is left out. */
type OrNot<T extends string> = T | `-${T}`;

/**
 * Which calls: all that match every filter given. Of a filter that takes several values, one with a minus before it (`-gpt-4o`) leaves calls
 * out, and `-*` finds those that have none; filters by an id know `-*` only, as ids may begin with a minus.
 */
export interface LlmCallFilters {
  callType?: OneOrMore<string>;
  status?: OneOrMore<OrNot<`${LlmCallStatus}`>>;
  provider?: OneOrMore<string>;
  model?: OneOrMore<string>;
  /** The tier that answered. */
  serviceTier?: OneOrMore<string>;
  /** What the record is of. */
  kind?: OneOrMore<OrNot<`${LlmCallKind}`>>;
  /** What was done. */
  name?: OneOrMore<string>;
  /** What set it off. */
  origin?: OneOrMore<string>;
  /** How it was noticed. */
  via?: OneOrMore<OrNot<LlmCallVia>>;
  release?: OneOrMore<string>;
  environment?: OneOrMore<string>;
  promptName?: OneOrMore<string>;
  promptVersion?: OneOrMore<string>;
  userId?: string;
  sessionId?: string;
  companyId?: string;
  reviewId?: string;
  taskId?: string;
  traceId?: string;
  parentCallId?: string;
  /** Calls that have all of these. */
  tags?: readonly string[];
  /** Calls whose metadata contain this. */
  metadata?: Record<string, unknown>;
  /** Started at this time or later. */
  startDate?: Date | string;
  /** Started before this time. */
  endDate?: Date | string;
  /** USD. */
  minCost?: number;
  minLatencyMs?: number;
  /** Words, `"quoted phrases"` and beginnings of words (`deliv*`), all of them in the prompt, the response or the error message, in any case. */
  search?: string;
  /** What a list is sorted by, default `time`: of calls without the value, which come last, nothing is left out. */
  sort?: LlmCallSort;
  /** Default `desc`: newest, dearest, slowest or largest first. */
  order?: LlmSortOrder;
  /** 1 to 500, default 50. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

/** The members that say which part of what matches a page is. */
type PageMember = 'limit' | 'cursor' | 'sort' | 'order';
const PAGE_MEMBERS: readonly string[] = ['limit', 'cursor', 'sort', 'order'] satisfies PageMember[];

function isOfPage(field: keyof LlmCallFilters): field is PageMember {
  return PAGE_MEMBERS.includes(field);
}

/** By the time of the call and its texts; by all else of a call as the list of members has it. A filter that neither has does not compile. */
const FILTERS: Readonly<Record<Exclude<keyof LlmCallFilters, PageMember> | MemberFilter, Filter>> = {
  ...MEMBER_FILTERS,
  status: (conditions, field, value) => {
    MEMBER_FILTERS.status(conditions, field, value);
    // Said so that the index of the other states serves, which is partial.
    const wanted = [value].flat();
    if (!wanted.includes(LlmCallStatus.SUCCESS) && !wanted.every(isNegated)) conditions.and(`status <> 'success'`);
  },
  startDate: (conditions, field, value) => void conditions.add('id >= ?', callIdBound(dateOf(field, value))),
  endDate: (conditions, field, value) => void conditions.add('id < ?', callIdBound(dateOf(field, value))),
  search: (conditions, _field, value) => addSearch(value as never, (clause, bound) => conditions.add(clause, bound)),
};

/** The filters' names, without those of the page. */
const FILTER_NAMES = Object.keys(FILTERS) as (keyof typeof FILTERS)[];

/** @throws LlmQueryError naming the filter that is wrong and what is allowed. */
export function conditionsOf(filters: LlmCallFilters, values: unknown[] = []): Conditions {
  const conditions = new Conditions(values);
  for (const [field, value] of Object.entries(filters) as [keyof LlmCallFilters, unknown][]) {
    if (value === undefined || value === null || isOfPage(field)) continue;
    if (!Object.hasOwn(FILTERS, field))
      throw new LlmQueryError(field, `is no filter; there are ${FILTER_NAMES.join(', ')}`);
    checkStorable(field, value);
    FILTERS[field](conditions, field, value);
  }
  return conditions;
}

/** @throws LlmQueryError */
export function dateOf(field: string, value: unknown): Date {
  const date = value instanceof Date ? value : new Date(typeof value === 'string' ? value : NaN);
  if (Number.isNaN(date.getTime()))
    throw new LlmQueryError(field, 'must be a date, such as 2026-01-31 or 2026-01-31T12:00:00Z');
  return date;
}
