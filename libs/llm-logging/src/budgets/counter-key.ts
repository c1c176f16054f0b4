import type { StoredBudget } from '../storage/budgets/stored-budgets.js';

/** One counter of a budget, in the window of a moment. */
export interface CounterKey {
  readonly key: string;
  readonly budget: StoredBudget;
  /** Empty for a budget without `per`. */
  readonly subject: string;
  /** In ms since 1970. */
  readonly start: number;
  readonly end: number;
  readonly limitUsd: number;
}

export function counterKey(budget: StoredBudget, subject: string, at: number): CounterKey {
  const { start, end } = budget.windows.at(at);
  const limitUsd = limitOf(budget, subject);
  return { key: keyOf(budget.name, start, subject), budget, subject, start, end, limitUsd };
}

/** @param start of the window, in ms since 1970. */
export function keyOf(budget: string, start: number, subject: string): string {
  return `${budget}\0${start}\0${subject}`;
}

export function limitOf({ limits, limitUsd }: StoredBudget, subject: string): number {
  return limits !== undefined && Object.hasOwn(limits, subject) ? limits[subject]! : limitUsd;
}
