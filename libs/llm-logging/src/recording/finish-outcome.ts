import { LlmCallKind, type LlmCallRecord } from 'llm-exchange/call';
import type { CallPrices } from './call-prices.js';
import type { Ending } from './ending.js';
import type { Outcome } from './outcome.js';
import type { StartedCall } from './started-call.js';

type Members = Partial<LlmCallRecord>;

/** Adds what is measured and computed, where nobody gave it: total, times, cost. A step has no cost, as the calls inside it have theirs. */
export function finishOutcome({ given }: StartedCall, ending: Ending, outcome: Outcome, prices: CallPrices): Members {
  const { members, firstContentAt, isStep } = outcome;
  withTotal(members);
  if (isStep) members.kind = LlmCallKind.STEP;
  members.completedAt ??= new Date().toISOString();
  members.latencyMs ??= Math.round(ending.latencyMs);
  if (firstContentAt !== undefined)
    members.timeToFirstTokenMs ??= Math.max(Math.round(firstContentAt - ending.clock), 0);
  if (!isStep) members.estimatedCost ??= prices.of(members, given) ?? undefined;
  return members;
}

/** Prompt and completion tokens together, where their sum is missing; where one alone is known, it is the sum. */
export function withTotal(outcome: Members): Members {
  const { promptTokens, completionTokens, totalTokens } = outcome;
  if (totalTokens === undefined && (promptTokens !== undefined || completionTokens !== undefined)) {
    outcome.totalTokens = (promptTokens ?? 0) + (completionTokens ?? 0);
  }
  return outcome;
}
