import type { LlmResultReading } from 'llm-exchange/reading';
import type { LlmCallOutcome } from './calls.js';

/** The members of an answer that belong to an outcome, under the row's names. */
export function membersOf(answer: LlmResultReading): LlmCallOutcome {
  return {
    provider: answer.provider,
    model: answer.model,
    response: answer.response,
    toolCalls: answer.toolCalls?.length ? answer.toolCalls : undefined,
    finishReason: answer.finishReason,
    promptTokens: answer.promptTokens,
    completionTokens: answer.completionTokens,
    totalTokens: answer.totalTokens,
    cachedPromptTokens: answer.cachedPromptTokens,
    cacheWriteTokens: answer.cacheWriteTokens,
    reasoningTokens: answer.reasoningTokens,
    serviceTier: answer.serviceTier,
    usageDetails: answer.usageDetails,
    estimatedCost: answer.providerCost,
  };
}

/** Of an answer whose usage stands elsewhere: what it says. */
export function textsOf({ response, toolCalls, finishReason }: LlmResultReading): LlmCallOutcome {
  return { response, toolCalls: toolCalls?.length ? toolCalls : undefined, finishReason };
}

/** Tokens of sound have no column of their own: they are part of the others, and rare. */
export function audioOf({
  audioPromptTokens,
  audioCompletionTokens,
}: LlmResultReading): Record<string, number> | undefined {
  if (!audioPromptTokens && !audioCompletionTokens) return undefined;
  return { audioPromptTokens: audioPromptTokens ?? 0, audioCompletionTokens: audioCompletionTokens ?? 0 };
}
