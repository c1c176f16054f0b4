import type { LlmBudgetCall } from '../options/budgets.options.js';
import type { LlmBudgetMatch } from '../options/match.options.js';
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

/** The counters that a call counts in, in the order in which they are locked. What is not known of it matches nothing. */
export function countersOf(budgets: readonly StoredBudget[], call: LlmBudgetCall, now: number): CounterKey[] {
  return budgets.flatMap((budget) => {
    const subject = subjectOf(budget, call);
    return subject === undefined || !matches(budget.match, call) ? [] : [counterKey(budget, subject, now)];
  });
}

export function counterKey(budget: StoredBudget, subject: string, now: number): CounterKey {
  const { start, end } = budget.windows.at(now);
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

function subjectOf({ per }: StoredBudget, call: LlmBudgetCall): string | undefined {
  if (per === undefined) return '';
  const subject = {
    company: call.companyId,
    user: call.userId,
    model: call.model,
    callType: call.callType,
    session: call.sessionId,
  }[per];
  return subject === '' ? undefined : subject;
}

function matches(match: LlmBudgetMatch | undefined, call: LlmBudgetCall): boolean {
  if (match === undefined) return true;
  const { tags, ...others } = match;
  const isEqual = (Object.entries(others) as [keyof typeof others, string | undefined][]).every(
    ([member, value]) => value === undefined || value === call[member],
  );
  return isEqual && (tags ?? []).every((tag) => call.tags?.includes(tag) === true);
}
