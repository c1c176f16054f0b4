import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { spanBefore, type TimeSpan } from '../view/range.js';
import { useView } from '../view/use-view.js';
import { datesOf, type Range, type View } from '../view/view.js';
import type { Call, CallCost, Capabilities, SessionPage, Stats, StatsAnswer, StatsPath, TraceNode } from './answers.js';
import { request, type Query } from './request.js';

const ORIGINS = ['name', 'origin', 'release', 'environment', 'promptName', 'promptVersion'] as const;
const COMMON = [...ORIGINS, 'callType', 'provider', 'model', 'companyId', 'userId', 'tags'] as const;
const ALL = [...COMMON, 'status'] as const;
type Scope = (typeof ALL)[number];

/** Which of the view's filters a path takes: it refuses the others. */
const TAKES: Readonly<Record<StatsPath, readonly Scope[]>> = {
  facets: [],
  'stats/cost': COMMON,
  'stats/performance': COMMON,
  'stats/timeseries': ALL,
  'stats/users': ALL,
  'stats/companies': ALL,
  'stats/errors': ALL,
  'stats/rag': COMMON.filter((name) => name !== 'callType'),
  'stats/models': ALL,
  'stats/comparison': ALL,
  'stats/projection': ALL,
  'stats/unpriced': ALL,
  'stats/origins': ALL,
  'stats/prompts': ALL,
  'stats/releases': ALL,
};

/** Ends at the end of this month, whatever the range. */
const WITHOUT_RANGE: ReadonlySet<StatsPath> = new Set<StatsPath>(['stats/projection']);

interface StatsOptions {
  enabled?: boolean;
  /** In place of the page's. */
  range?: Range;
  /** Of the equally long time before instead. */
  before?: boolean;
}

/** Sums of what the page looks at (time and filters of the URL); times that go on are asked again when the minute is over. `extra` is added, or replaces. */
export function useStats<P extends StatsPath>(
  path: P,
  extra?: Omit<Partial<Stats[P]['query']>, 'startDate' | 'endDate'>,
  { enabled = true, range, before = false }: StatsOptions = {},
): UseQueryResult<StatsAnswer<P>> {
  const { view } = useView();
  const time = WITHOUT_RANGE.has(path) ? undefined : (range ?? view.range);
  const filters = { ...filtersOf(path, view), ...(extra as Query | undefined) };
  return useQuery({
    // By the name of the time: what is asked for as it goes on is the same question.
    queryKey: [path, time, before, filters],
    queryFn: ({ signal }) =>
      request<StatsAnswer<P>>(path, { ...(time && spanOf(time, before)), ...filters }, { signal }),
    placeholderData: keepPreviousData,
    enabled,
  });
}

function spanOf(range: Range, before: boolean): TimeSpan {
  const span = datesOf(range);
  return before ? spanBefore(span) : span;
}

function filtersOf(path: StatsPath, { filters }: View): Query {
  return Object.fromEntries(TAKES[path].map((name) => [name, filters[name]])) as Query;
}

export function useCapabilities(): UseQueryResult<Capabilities> {
  return useQuery({
    queryKey: ['capabilities'],
    queryFn: ({ signal }) => request<Capabilities>('capabilities', {}, { signal }),
    staleTime: Infinity,
  });
}

/** Whether texts are hidden from this visitor. */
export function useMasked(): boolean {
  return useCapabilities().data?.payloads === 'masked';
}

export function useCall(id: string): UseQueryResult<Call> {
  return useQuery({
    queryKey: ['calls', id],
    queryFn: ({ signal }) => request<Call>(`calls/${encodeURIComponent(id)}`, {}, { signal }),
  });
}

export function useCallCost(id: string): UseQueryResult<CallCost> {
  return useQuery({
    queryKey: ['calls', id, 'cost'],
    queryFn: ({ signal }) => request<CallCost>(`calls/${encodeURIComponent(id)}/cost`, {}, { signal }),
  });
}

export function useTrace(traceId: string): UseQueryResult<TraceNode> {
  return useQuery({
    queryKey: ['traces', traceId],
    queryFn: ({ signal }) => request<TraceNode>(`traces/${encodeURIComponent(traceId)}`, {}, { signal }),
  });
}

/** One page of a session, oldest call first; `cursor` is the `nextCursor` of the page before. */
export function sessionPage(sessionId: string, cursor: string | undefined, signal: AbortSignal): Promise<SessionPage> {
  return request<SessionPage>(`sessions/${encodeURIComponent(sessionId)}`, { limit: 200, cursor }, { signal });
}
