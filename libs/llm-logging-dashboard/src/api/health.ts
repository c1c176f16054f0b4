import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Health } from './answers.js';
import { request } from './request.js';

const EVERY_MS = 30_000;

/** How the log itself does. */
export function useHealth(): UseQueryResult<Health> {
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => request<Health>('health', {}, { signal }),
    refetchInterval: EVERY_MS,
    retry: false,
  });
}
