import type { LlmCallSort, LlmSortOrder } from './call-order.js';
import { addNames, isNegated, NONE } from './name-filters.js';
import { callIdBound, isCallId, LLM_CALL_VIAS, LlmCallKind, LlmCallStatus, type LlmCallVia } from 'llm-exchange/call';
import { LlmQueryError } from '../../errors.js';
import { checkStorable } from './storable.js';
import { addSearch } from './text-search.js';

/** USD, as far as the column reaches. */
export const MAX_COST = 99_999_999;
/** As far as the column reaches. */
export const MAX_LATENCY_MS = 2_147_483_647;

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

/** Conditions of a WHERE clause with their values bound. */
export class Conditions {
  readonly #clauses: string[] = [];

  /** @param values those bound already, to which these are added. */
  constructor(readonly values: unknown[] = []) {}

  /** @param clause SQL in which `?` stands for the value. */
  add(clause: string, value: unknown): this {
    this.values.push(value);
    this.#clauses.push(clause.replaceAll('?', `$${this.values.length}`));
    return this;
  }

  and(clause: string): this {
    this.#clauses.push(clause);
    return this;
  }

  toString(): string {
    return this.#clauses.length === 0 ? 'true' : this.#clauses.join(' AND ');
  }
}

type Filter = (conditions: Conditions, field: string, value: never) => void;

const FILTERS: Readonly<Record<Exclude<keyof LlmCallFilters, PageMember>, Filter>> = {
  callType: oneOrMore('call_type'),
  status: (conditions, field, value: OneOrMore<string>) => {
    oneOrMoreOf(Object.values(LlmCallStatus), 'status')(conditions, field, value as never);
    // Said so that the index of the other states serves, which is partial.
    const wanted = [value].flat();
    if (!wanted.includes(LlmCallStatus.SUCCESS) && !wanted.every(isNegated)) conditions.and(`status <> 'success'`);
  },
  provider: oneOrMore('provider'),
  model: oneOrMore('model'),
  serviceTier: oneOrMore('service_tier'),
  kind: oneOrMoreOf(Object.values(LlmCallKind), 'kind'),
  name: oneOrMore('name'),
  origin: oneOrMore('origin'),
  via: oneOrMoreOf(LLM_CALL_VIAS, 'via'),
  release: oneOrMore('release'),
  environment: oneOrMore('environment'),
  promptName: oneOrMore('prompt_name'),
  promptVersion: oneOrMore('prompt_version'),
  userId: equal('user_id'),
  sessionId: equal('session_id'),
  companyId: equal('company_id'),
  reviewId: equal('review_id'),
  taskId: equal('task_id'),
  traceId: equal('trace_id'),
  parentCallId: (conditions, field, value) => {
    if (!isCallId(value)) throw new LlmQueryError(field, 'must be the id of a call');
    conditions.add('parent_call_id = ?', value);
  },
  tags: (conditions, field, value: string[]) => {
    if (!Array.isArray(value) || value.some((tag) => typeof tag !== 'string' || tag === ''))
      throw new LlmQueryError(field, 'must be a list of texts that are not empty');
    const refused = value.filter((tag) => isNegated(tag) && tag !== NONE).map((tag) => tag.slice(1));
    const wanted = value.filter((tag) => !isNegated(tag));
    if (wanted.length > 0) conditions.add(`tags @> ? AND tags <> '{}'`, wanted);
    if (refused.length > 0) conditions.add('NOT tags && ?', refused);
    if (value.includes(NONE)) conditions.and(`tags = '{}'`);
  },
  metadata: (conditions, field, value: object) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new LlmQueryError(field, 'must be an object');
    if (Object.keys(value).length > 0)
      conditions.add(`metadata @> ?::jsonb AND metadata <> '{}'`, JSON.stringify(value));
  },
  startDate: (conditions, field, value) => void conditions.add('id >= ?', callIdBound(dateOf(field, value))),
  endDate: (conditions, field, value) => void conditions.add('id < ?', callIdBound(dateOf(field, value))),
  minCost: atLeast('estimated_cost', MAX_COST),
  // A column of whole numbers compares with nothing else.
  minLatencyMs: atLeast('latency_ms', MAX_LATENCY_MS, Math.ceil),
  search: (conditions, _field, value) => addSearch(value, (clause, bound) => conditions.add(clause, bound)),
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
    FILTERS[field](conditions, field, value as never);
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

function oneOrMore(column: string): Filter {
  return (conditions, field, value: OneOrMore<string>) => {
    const wanted = [value].flat();
    // In rollups the empty name is that of calls without one.
    if (wanted.length === 0 || wanted.some((one) => typeof one !== 'string' || one === ''))
      throw new LlmQueryError(field, 'must be a text that is not empty, or a list of such texts');
    addNames(conditions, column, wanted);
  };
}

function oneOrMoreOf(allowed: readonly string[], column: string): Filter {
  const add = oneOrMore(column);
  return (conditions, field, value: OneOrMore<string>) => {
    if ([value].flat().some((one) => !allowed.includes(isNegated(one) ? one.slice(1) : one)))
      throw new LlmQueryError(field, `must be one of ${allowed.join(', ')}`);
    add(conditions, field, value as never);
  };
}

function equal(column: string): Filter {
  return (conditions, field, value: unknown) => {
    if (typeof value !== 'string' || value === '') throw new LlmQueryError(field, 'must be a text that is not empty');
    if (value === NONE) conditions.and(`${column} IS NULL`);
    else conditions.add(`${column} = ?`, value);
  };
}

function atLeast(column: string, maximum: number, round = (value: number): number => value): Filter {
  return (conditions, field, value: unknown) => {
    if (typeof value !== 'number' || !(value >= 0 && value <= maximum))
      throw new LlmQueryError(field, `must be a number from 0 to ${maximum}`);
    conditions.add(`${column} >= ?`, round(value));
  };
}
