import type { LlmBudgetRule } from '../../storage/budgets/budget-rules.js';

/** A budget as it was defined. */
export interface LlmChangeableBudget extends LlmBudgetRule {
  /** Whether whoever asks may change and remove it: one limited to a company may only what such a request has defined. */
  mayChange: boolean;
}
