import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { Call, CallPage } from '../../api/answers.js';
import { request, type Query } from '../../api/request.js';

const PAGE_ROWS = 100;

/** Calls that match, newest first, page after page. */
export function useCallPages(query: Query): UseInfiniteQueryResult<Call[]> {
  return useInfiniteQuery({
    queryKey: callsKey(query),
    queryFn: ({ pageParam, signal }) =>
      request<CallPage>('calls', { ...query, limit: PAGE_ROWS, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: callsOf,
  });
}

export function callsKey(query: Query): unknown[] {
  return ['calls', query];
}

/** Outside, so that it runs once for each answer. */
function callsOf({ pages }: InfiniteData<CallPage>): Call[] {
  return pages.flatMap(({ items }) => items);
}
