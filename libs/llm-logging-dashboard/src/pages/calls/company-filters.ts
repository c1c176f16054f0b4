import { OF_LISTS, type FilterName, type View } from '../../view/view.js';

type Filters = View['filters'];

/** What rollups know of companies together with, each by itself. */
const ROLLED_UP: readonly (readonly FilterName[])[] = [['callType'], ['provider', 'model'], ['userId']];

/** Whether the companies of what a list shows can be counted. */
export function areCountable(filters: Filters): boolean {
  return !Object.entries(filters).some(
    ([name, value]) => value !== undefined && (name === 'kind' || OF_LISTS.includes(name)),
  );
}

/** Whether they are counted from rollups: else rows are read, the longer the more there are. */
export function areRolledUp(filters: Filters): boolean {
  const given = (Object.keys(filters) as FilterName[]).filter(
    (name) => name !== 'companyId' && filters[name] !== undefined,
  );
  const isNegated = given.some((name) => [filters[name] ?? []].flat().some((value) => value.startsWith('-')));
  return !isNegated && (given.length === 0 || ROLLED_UP.some((known) => given.every((name) => known.includes(name))));
}
