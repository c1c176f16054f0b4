import type { Type } from '@nestjs/common';
import {
  CALL_COLUMNS,
  type CallFilter,
  filterOf,
  KNOWN_VALUES,
  MEMBER_OF_FILTER,
  type MemberFilter,
} from 'llm-exchange/call';
import type { LlmCallFilters } from '../../storage/filters/call-filters.js';
import { MOST } from '../../storage/filters/member-filters.js';
import { CallId, CallTypes, JsonObject, NumberFrom, SomeOrNot, Text, Texts } from './query-values.js';

type Values = (typeof CALL_COLUMNS)[keyof typeof CALL_COLUMNS]['values'];

const READ_BY: Readonly<Record<CallFilter['by'], (values: Values) => PropertyDecorator>> = {
  some: (values) => {
    const known = KNOWN_VALUES[values];
    if (known !== undefined) return SomeOrNot(known);
    return values === 'callType' ? CallTypes() : Texts();
  },
  one: (values) => (values === 'callId' ? CallId() : Text()),
  all: Texts,
  part: JsonObject,
  least: (values) => NumberFrom(0, MOST[values]!),
};

/** A query that takes these filters, each checked and described as the list of members has it. */
export function queryWith<Name extends MemberFilter>(
  names: readonly Name[],
): Type<Partial<Pick<LlmCallFilters, Name>>> {
  class FiltersQuery {}
  for (const name of names) {
    const { values } = CALL_COLUMNS[MEMBER_OF_FILTER[name]];
    READ_BY[filterOf(name).by](values)(FiltersQuery.prototype, name);
  }
  return FiltersQuery as Type<Partial<Pick<LlmCallFilters, Name>>>;
}
