import { LlmCallKind, type LlmCallRecord } from 'llm-exchange/call';
import type { LlmBudgetCall } from '../options/budgets.options.js';

/**
 * What budgets are asked of a call before it is made; undefined for what is no call of a model. Member by member: to copy a call's record
 * without some of its members takes longer than all that budgets do with it.
 */
export function budgetCallOf(given: Partial<LlmCallRecord>): LlmBudgetCall | undefined {
  if ((given.kind ?? LlmCallKind.CALL) !== LlmCallKind.CALL) return undefined;
  return {
    provider: given.provider,
    model: given.requestModel ?? given.model,
    callType: given.callType,
    companyId: given.companyId,
    userId: given.userId,
    sessionId: given.sessionId,
    environment: given.environment,
    tags: given.tags,
    maxTokens: given.maxTokens,
    promptLength: (given.prompt?.length ?? 0) + (given.systemPrompt?.length ?? 0),
  };
}
