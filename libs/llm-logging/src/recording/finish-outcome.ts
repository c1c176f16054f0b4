import { LlmCallKind, type LlmCallRecord, USED } from 'llm-exchange/call';

type Members = Partial<LlmCallRecord>;

/** What is measured and computed of a call that ended. */
export interface Ending {
  /** Several calls were made in it, and it is none itself. */
  readonly isStep: boolean;
  readonly latencyMs: number;
  /** Until its first content; undefined where nothing was streamed. */
  readonly firstTokenMs: number | undefined;
  /** USD, null where no price is known. */
  readonly price: (outcome: Members) => number | null;
}

/** Fills what the outcome did not say itself: total, times, cost. Of a step nothing is priced, since its calls are. */
export function finishOutcome(outcome: Members, { isStep, latencyMs, firstTokenMs, price }: Ending): Members {
  withTotal(outcome);
  if (isStep) outcome.kind = LlmCallKind.STEP;
  outcome.completedAt ??= new Date().toISOString();
  outcome.latencyMs ??= Math.round(latencyMs);
  if (firstTokenMs !== undefined) outcome.timeToFirstTokenMs ??= Math.max(Math.round(firstTokenMs), 0);
  if (!isStep) outcome.estimatedCost ??= price(outcome) ?? undefined;
  return outcome;
}

/** Whether nothing says what a call used. */
export function usesNothing(outcome: Members): boolean {
  return USED.every((member) => outcome[member] === undefined);
}

/** Whether neither start nor outcome say what was asked and what that took. */
export function isUnread(started: Members, { model, promptTokens, completionTokens, estimatedCost }: Members): boolean {
  return [model, started.model, promptTokens, completionTokens, estimatedCost].every((value) => value === undefined);
}

/** Prompt and completion tokens together, where their sum is missing; where one alone is known, it is the sum. */
export function withTotal(outcome: Members): Members {
  const { promptTokens, completionTokens, totalTokens } = outcome;
  if (totalTokens === undefined && (promptTokens !== undefined || completionTokens !== undefined)) {
    outcome.totalTokens = (promptTokens ?? 0) + (completionTokens ?? 0);
  }
  return outcome;
}
