import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { BudgetBody, BudgetRule, BudgetStatus, EventPage } from './answers.js';
import { request } from './request.js';

const MINUTE_MS = 60_000;
const KEY = 'budgets';

/** How budgets stand, the fullest first. */
export function useBudgets(): UseQueryResult<BudgetStatus[]> {
  return useQuery({
    queryKey: [KEY, 'status'],
    queryFn: ({ signal }) => request<BudgetStatus[]>('budgets', {}, { signal }),
    refetchInterval: MINUTE_MS,
  });
}

/** Budgets as they were defined. */
export function useBudgetRules(): UseQueryResult<BudgetRule[]> {
  return useQuery({
    queryKey: [KEY, 'rules'],
    queryFn: ({ signal }) => request<BudgetRule[]>('budget-rules', {}, { signal }),
  });
}

/** The latest events of budgets and alerts. */
export function useEvents(limit: number): UseQueryResult<EventPage> {
  return useQuery({
    queryKey: [KEY, 'events', limit],
    queryFn: ({ signal }) => request<EventPage>('events', { limit }, { signal }),
    refetchInterval: MINUTE_MS,
  });
}

export function useDefineBudget(): UseMutationResult<unknown, Error, { name: string; body: BudgetBody }> {
  return useChange(({ name, body }) =>
    request(
      `budgets/${encodeURIComponent(name)}`,
      {},
      {
        method: 'PUT',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      },
    ),
  );
}

export function useRemoveBudget(): UseMutationResult<unknown, Error, string> {
  return useChange((name) => request(`budgets/${encodeURIComponent(name)}`, {}, { method: 'DELETE' }));
}

function useChange<Variables>(
  change: (variables: Variables) => Promise<unknown>,
): UseMutationResult<unknown, Error, Variables> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    retry: false,
    onSuccess: () => client.invalidateQueries({ queryKey: [KEY] }),
  });
}
