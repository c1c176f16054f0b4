import type { FilterThat } from 'llm-exchange/call';
import { sharedNow } from './clock.js';
import { isNamedRange, resolveRange, type Range, type TimeSpan } from './range.js';
import { reportingZone } from './zone.js';

export type { Range } from './range.js';

/** Filters of lists by HTTP that the page has no field for. */
type Unasked = 'via' | 'serviceTier';

export type ListFilter = Exclude<FilterThat<{ readonly by: 'some' | 'all' }>, Unasked>;
export type TextFilter = Exclude<FilterThat<{ readonly by: 'one' | 'part' | 'least' }> | 'search', Unasked>;
export type FilterName = ListFilter | TextFilter;

/** Filters that take several values. */
export const LISTS = every<ListFilter>({
  callType: true,
  status: true,
  provider: true,
  model: true,
  tags: true,
  kind: true,
  name: true,
  origin: true,
  release: true,
  environment: true,
  promptName: true,
  promptVersion: true,
});

type OfLists = Exclude<FilterName, FilterThat<{ readonly of: 'statistics' }>>;

const ofLists = every<OfLists>({
  sessionId: true,
  traceId: true,
  taskId: true,
  reviewId: true,
  parentCallId: true,
  metadata: true,
  minCost: true,
  minLatencyMs: true,
  search: true,
});

/** Filters that statistics do not know. */
export const OF_LISTS: readonly string[] = ofLists;

/** Filters that take one. */
export const TEXTS: readonly TextFilter[] = [
  ...every<Exclude<TextFilter, OfLists>>({ companyId: true, userId: true }),
  ...ofLists,
];

/** Every filter of a type, in the order given: one that the list of a call's members has and that is missing here does not compile. */
function every<Name extends FilterName>(names: Readonly<Record<Name, true>>): readonly Name[] {
  return Object.keys(names) as Name[];
}

/** What figures count, which steps and tools are not among. */
export const COUNTED: ViewChange = { kind: ['call'] };

type Filters = { [Name in ListFilter]?: string[] } & { [Name in TextFilter]?: string };

/** What a page looks at, as its URL says. */
export interface View {
  range: Range;
  filters: Filters;
}

/** Filters that go along from page to page; the others stay with theirs. */
export const SHARED: readonly FilterName[] = [
  'companyId',
  'userId',
  'callType',
  'provider',
  'model',
  'origin',
  'release',
  'environment',
  'promptName',
  'promptVersion',
];
const TIMES = ['range', 'hours', 'days', 'startDate', 'endDate'] as const;

const DEFAULT_RANGE: Range = { days: 7 };

export function readView(query: string): View {
  const parameters = new URLSearchParams(query);
  const filters: Filters = {};
  for (const name of LISTS) {
    const values = parameters.getAll(name).filter(Boolean);
    if (values.length > 0) filters[name] = values;
  }
  for (const name of TEXTS) {
    const value = parameters.get(name);
    if (value) filters[name] = value;
  }
  return { range: readRange(parameters), filters };
}

function readRange(parameters: URLSearchParams): Range {
  const startDate = parameters.get('startDate');
  if (startDate) return { startDate, endDate: parameters.get('endDate') ?? undefined };
  const named = parameters.get('range');
  if (isNamedRange(named)) return { range: named };
  const hours = Number(parameters.get('hours'));
  if (hours > 0) return { hours };
  const days = Number(parameters.get('days'));
  return days > 0 ? { days } : DEFAULT_RANGE;
}

export type ViewChange = Filters & { range?: Range };

/** A query with a change written into it: what is undefined goes. */
export function changedQuery(query: string, { range, ...filters }: ViewChange): string {
  const parameters = new URLSearchParams(query);
  if (range !== undefined) {
    for (const name of TIMES) parameters.delete(name);
    for (const [name, value] of Object.entries(range)) if (value !== undefined) parameters.set(name, String(value));
  }
  for (const [name, value] of Object.entries(filters)) {
    parameters.delete(name);
    for (const one of [value].flat()) if (one) parameters.append(name, one);
  }
  return parameters.toString();
}

/** The part of a query that goes along to another page. */
export function sharedQuery(query: string): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(query))
    if ([...TIMES, ...SHARED].includes(name as FilterName)) parameters.append(name, value);
  return parameters.toString();
}

/** A range as it is asked for: from one moment until before another, of the reporting zone. */
export function datesOf(range: Range, now = sharedNow()): TimeSpan {
  return resolveRange(range, reportingZone(), now);
}
