import {
  CALL_COLUMNS,
  type CallColumn,
  type CallFilter,
  filterOf,
  isCallId,
  KNOWN_VALUES,
  LIST_FILTERS,
  MAX_INTEGER,
  MEMBER_OF_FILTER,
  type MemberFilter,
  type ValueKind,
} from 'llm-exchange/call';
import { LlmQueryError } from '../../errors.js';
import type { Conditions } from './conditions.js';
import { addNames, isNegated, NONE } from './name-filters.js';

/** Adds what a filter says to the conditions. @throws LlmQueryError naming the filter and what is allowed. */
export type Filter = (conditions: Conditions, field: string, value: unknown) => void;

/** The largest number that the columns take, of kinds that can be asked for from a number on. USD as far as the column reaches. */
export const MOST: { readonly [K in ValueKind]?: number } = { usd: 99_999_999, ms: MAX_INTEGER, count: MAX_INTEGER };

const MAKE_FILTER: Readonly<Record<CallFilter['by'], (column: CallColumn) => Filter>> = {
  some: ({ column, values }) => oneOrMore(column, KNOWN_VALUES[values]),
  one: ({ column, values }) => (values === 'callId' ? equalId(column) : equal(column)),
  all: ({ column }) => hasAll(column),
  part: ({ column }) => contains(column),
  least: ({ column, values, type }) =>
    // A column of whole numbers compares with nothing else.
    atLeast(column, MOST[values]!, type === 'integer' ? Math.ceil : (value) => value),
};

/** Every filter by a member of a call, as the list of members has it. */
export const MEMBER_FILTERS = Object.fromEntries(
  LIST_FILTERS.map((name) => [name, MAKE_FILTER[filterOf(name).by](CALL_COLUMNS[MEMBER_OF_FILTER[name]])]),
) as Readonly<Record<MemberFilter, Filter>>;

function oneOrMore(column: string, allowed: readonly string[] | undefined): Filter {
  return (conditions, field, value) => {
    const wanted = [value].flat() as string[];
    if (allowed !== undefined && wanted.some((one) => !allowed.includes(isNegated(one) ? one.slice(1) : one)))
      throw new LlmQueryError(field, `must be one of ${allowed.join(', ')}`);
    // In rollups the empty name is that of calls without one.
    if (wanted.length === 0 || wanted.some((one) => typeof one !== 'string' || one === ''))
      throw new LlmQueryError(field, 'must be a text that is not empty, or a list of such texts');
    addNames(conditions, column, wanted);
  };
}

function equal(column: string): Filter {
  return (conditions, field, value) => {
    if (typeof value !== 'string' || value === '') throw new LlmQueryError(field, 'must be a text that is not empty');
    if (value === NONE) conditions.and(`${column} IS NULL`);
    else conditions.add(`${column} = ?`, value);
  };
}

function equalId(column: string): Filter {
  return (conditions, field, value) => {
    if (!isCallId(value)) throw new LlmQueryError(field, 'must be the id of a call');
    conditions.add(`${column} = ?`, value);
  };
}

function hasAll(column: string): Filter {
  return (conditions, field, value) => {
    if (!Array.isArray(value) || value.some((one) => typeof one !== 'string' || one === ''))
      throw new LlmQueryError(field, 'must be a list of texts that are not empty');
    const given = value as string[];
    const refused = given.filter((one) => isNegated(one) && one !== NONE).map((one) => one.slice(1));
    const wanted = given.filter((one) => !isNegated(one));
    if (wanted.length > 0) conditions.add(`${column} @> ? AND ${column} <> '{}'`, wanted);
    if (refused.length > 0) conditions.add(`NOT ${column} && ?`, refused);
    if (given.includes(NONE)) conditions.and(`${column} = '{}'`);
  };
}

function contains(column: string): Filter {
  return (conditions, field, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new LlmQueryError(field, 'must be an object');
    if (Object.keys(value).length > 0)
      conditions.add(`${column} @> ?::jsonb AND ${column} <> '{}'`, JSON.stringify(value));
  };
}

function atLeast(column: string, maximum: number, round: (value: number) => number): Filter {
  return (conditions, field, value) => {
    if (typeof value !== 'number' || !(value >= 0 && value <= maximum))
      throw new LlmQueryError(field, `must be a number from 0 to ${maximum}`);
    conditions.add(`${column} >= ?`, round(value));
  };
}
