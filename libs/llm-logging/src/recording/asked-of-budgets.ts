import { LlmCallKind, type LlmCallRecord } from 'llm-exchange/call';
import type { LlmBudgetCall } from '../options/budgets.options.js';

/** What budgets are asked of a call before it is made; undefined for what is no call of a model. */
export function askedOfBudgets(started: Partial<LlmCallRecord>): LlmBudgetCall | undefined {
  const { kind = LlmCallKind.CALL, requestModel, model, prompt, systemPrompt, ...others } = started;
  if (kind !== LlmCallKind.CALL) return undefined;
  return {
    ...others,
    model: requestModel ?? model,
    promptLength: (prompt?.length ?? 0) + (systemPrompt?.length ?? 0),
  };
}
