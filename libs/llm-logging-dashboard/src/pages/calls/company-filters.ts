import type { FilterName, View } from '../../view/view.js';

type Filters = View['filters'];

/** Filters of lists by which nobody counts companies. */
const UNKNOWN: readonly FilterName[] = [
  'kind',
  'sessionId',
  'traceId',
  'taskId',
  'reviewId',
  'parentCallId',
  'metadata',
  'minCost',
  'minLatencyMs',
  'search',
];

/** What rollups know of companies together with, each by itself. */
const ROLLED_UP: readonly (readonly FilterName[])[] = [['callType'], ['provider', 'model'], ['userId']];

/** Whether the companies of what a list shows can be counted. */
export function areCountable(filters: Filters): boolean {
  return UNKNOWN.every((name) => filters[name] === undefined);
}

/** Whether they are counted from rollups: else rows are read, the longer the more there are. */
export function areRolledUp(filters: Filters): boolean {
  const given = (Object.keys(filters) as FilterName[]).filter(
    (name) => name !== 'companyId' && filters[name] !== undefined,
  );
  const isNegated = given.some((name) => [filters[name] ?? []].flat().some((value) => value.startsWith('-')));
  return !isNegated && (given.length === 0 || ROLLED_UP.some((known) => given.every((name) => known.includes(name))));
}
