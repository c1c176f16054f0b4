import type { LlmToolCall } from '../../call/call-record.js';

/** What an answer says. Null: it does not say. Tokens by the conventions of {@link LlmTokenUsage}. */
export interface LlmResultReading {
  provider: string | null;
  model: string | null;
  response: string | null;
  toolCalls: LlmToolCall[] | null;
  finishReason: string | null;
  promptTokens: number | null;
  completionTokens: number | null;
  totalTokens: number | null;
  cachedPromptTokens: number | null;
  cacheWriteTokens: number | null;
  reasoningTokens: number | null;
  /** The parts of `promptTokens` and `completionTokens` that are sound, which costs more. */
  audioPromptTokens: number | null;
  audioCompletionTokens: number | null;
  /** USD, where the provider itself says what the call cost. */
  providerCost: number | null;
}

/** A reading of which only some members are said. The total is the sum where it is not said itself. */
export function readingOf(said: Partial<LlmResultReading>): LlmResultReading {
  const { promptTokens = null, completionTokens = null, totalTokens = null } = said;
  const isSum = totalTokens === null && promptTokens !== null && completionTokens !== null;
  return {
    provider: null,
    model: null,
    response: null,
    toolCalls: null,
    finishReason: null,
    promptTokens: null,
    completionTokens: null,
    totalTokens: null,
    cachedPromptTokens: null,
    cacheWriteTokens: null,
    reasoningTokens: null,
    audioPromptTokens: null,
    audioCompletionTokens: null,
    providerCost: null,
    ...said,
    ...(isSum && { totalTokens: promptTokens + completionTokens }),
  };
}
