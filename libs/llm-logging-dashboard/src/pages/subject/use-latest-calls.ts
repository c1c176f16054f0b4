import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Call, CallPage } from '../../api/answers.js';
import { request } from '../../api/request.js';
import { useView } from '../../view/use-view.js';
import { datesOf } from '../../view/view.js';
import type { SubjectFilters } from '../../view/subjects.js';

/** Enough to know which sessions there were. */
export const LATEST = 100;

/** The latest calls of a subject in the time looked at, newest first. */
export function useLatestCalls(subject: SubjectFilters): UseQueryResult<Call[]> {
  const { view } = useView();
  const query = { ...view.filters, ...datesOf(view.range), kind: ['call'], ...subject, limit: LATEST };
  return useQuery({
    queryKey: ['calls', 'latest', query],
    queryFn: async ({ signal }) => (await request<CallPage>('calls', query, { signal })).items,
  });
}
