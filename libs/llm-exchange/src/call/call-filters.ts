import type { CallFilter } from './call-column.js';
import { CALL_COLUMNS, CALL_MEMBERS, type CallColumns, type CallMember, type MemberThat } from './call-columns.js';

/** A filter's name: its member's, unless the list has another. */
type NameOf<M extends CallMember> = CallColumns[M] extends { readonly filter: { readonly as: infer Name } } ? Name : M;

/** The names of the filters that are such. */
export type FilterThat<Is extends Partial<CallFilter>> = {
  [M in MemberThat<{ readonly filter: Is }>]: NameOf<M>;
}[MemberThat<{ readonly filter: Is }>];

/** Filters by a member of a call. */
export type MemberFilter = FilterThat<CallFilter>;

/** The member that each filter looks at, in the order of the list. */
export const MEMBER_OF_FILTER = Object.fromEntries(
  CALL_MEMBERS.flatMap((member) => {
    const { filter } = CALL_COLUMNS[member];
    return filter === undefined ? [] : [[filter.as ?? member, member]];
  }),
) as Readonly<Record<MemberFilter, MemberThat<{ readonly filter: CallFilter }>>>;

/** The filters of lists: all that there are. */
export const LIST_FILTERS = Object.keys(MEMBER_OF_FILTER) as readonly MemberFilter[];
/** Those that the cost of a list knows too, and those that all statistics know. */
export const COSTS_FILTERS = filtersOf('statistics', 'costs');
export const STATISTICS_FILTERS = filtersOf('statistics');

/** How a filter looks at its member. */
export function filterOf(name: MemberFilter): CallFilter {
  return CALL_COLUMNS[MEMBER_OF_FILTER[name]].filter;
}

function filtersOf<Of extends CallFilter['of']>(...of: Of[]): readonly FilterThat<{ readonly of: Of }>[] {
  const wanted: readonly string[] = of;
  return LIST_FILTERS.filter((name) => wanted.includes(filterOf(name).of)) as never;
}
