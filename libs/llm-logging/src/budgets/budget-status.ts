import type { LlmBudgetStatus } from './llm-budget-status.js';
import type { CounterRow } from '../storage/budgets/read-counters.js';
import type { StoredBudget } from '../storage/budgets/stored-budgets.js';
import { limitOf } from './counter-key.js';

/** How one counter stands. */
export function statusOf(budget: StoredBudget, counter: CounterRow, now: number): LlmBudgetStatus {
  const { start, end } = budget.windows.at(now);
  const { subject } = counter;
  const limitUsd = limitOf(budget, subject);
  const spentUsd = Number(counter.spent);
  return {
    name: budget.name,
    subject: subject === '' ? null : subject,
    limitUsd,
    spentUsd,
    reservedUsd: Number(counter.reserved),
    share: spentUsd / limitUsd,
    windowStart: end === Infinity ? null : new Date(start),
    windowEnd: end === Infinity ? null : new Date(end),
    projectedUsd: end === Infinity ? null : (spentUsd * (end - start)) / Math.max(now - start, 1),
    blockedCalls: Number(counter.blocked),
  };
}
