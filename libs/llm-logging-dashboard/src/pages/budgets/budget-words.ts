import type { BudgetRule } from '../../api/answers.js';

export const WINDOWS = ['hour', 'day', 'week', 'month', 'total'] as const;

export const PER_LABELS: Readonly<Record<NonNullable<BudgetRule['per']>, string>> = {
  company: 'company',
  user: 'user',
  model: 'model',
  callType: 'type',
  session: 'session',
};

export const MATCH_LABELS: Readonly<Record<keyof NonNullable<BudgetRule['match']>, string>> = {
  companyId: 'Company',
  userId: 'User',
  provider: 'Provider',
  model: 'Model',
  callType: 'Type',
  environment: 'Environment',
  tags: 'Tags',
};

/** Which calls count: `Company acme, Model gpt-4o`. */
export function matchText(match: BudgetRule['match']): string {
  const members = Object.entries(match ?? {}) as [keyof typeof MATCH_LABELS, string | readonly string[] | undefined][];
  const known = members.filter(([, value]) => value !== undefined && value.length > 0);
  if (known.length === 0) return 'all calls';
  return known.map(([name, value]) => `${MATCH_LABELS[name]} ${[value].flat().join(' and ')}`).join(', ');
}

export function windowText({ window, timeZone }: Pick<BudgetRule, 'window' | 'timeZone'>): string {
  return window === 'total' ? 'total' : `${window}, ${timeZone}`;
}
