import type { LlmBudgetMatch, LlmBudgetPer, LlmBudgetWindow } from './llm-budget.js';

export const BUDGET_WINDOWS: readonly LlmBudgetWindow[] = ['hour', 'day', 'week', 'month', 'total'];

export const PER_VALUES: readonly LlmBudgetPer[] = ['company', 'user', 'model', 'callType', 'session'];

export const MATCH_MEMBERS: readonly (keyof LlmBudgetMatch)[] = [
  'companyId',
  'userId',
  'provider',
  'model',
  'callType',
  'tags',
  'environment',
];
