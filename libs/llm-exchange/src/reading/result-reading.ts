import type { LlmToolCall } from '../call/call-record.js';
import type { LlmUsageDetails } from '../call/usage-details.js';

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
  /** The tier that answered, not the one asked for: `default`, `flex`, `priority`, `batch`, `fast` … */
  serviceTier: string | null;
  usageDetails: LlmUsageDetails | null;
  /** USD, where the provider itself says what the call cost. */
  providerCost: number | null;
}

/** A parsed answer that has some of the members; the others are null. Where the total is not given it is the sum of prompt and completion. */
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
    serviceTier: null,
    usageDetails: null,
    providerCost: null,
    ...said,
    ...(isSum && { totalTokens: promptTokens + completionTokens }),
  };
}

/** Two events of one answer as one: where both set a member, the later one wins; null and undefined set nothing. */
export function joinReadings<Reading extends Partial<LlmResultReading>>(older: Reading, newer: Reading): Reading {
  const said = Object.entries(newer).filter(([, value]) => value !== null && value !== undefined);
  const usageDetails = { ...older.usageDetails, ...newer.usageDetails };
  const joined = { ...older, ...Object.fromEntries(said) };
  return Object.keys(usageDetails).length === 0 ? joined : { ...joined, usageDetails };
}

/** Adds up the numbers of two parts of one call that are counted separately. */
export function addUsage<Reading extends Partial<LlmResultReading>>(first: Reading, second: Reading): Reading {
  const joined = { ...joinReadings(first, second), ...summed(first, second) };
  const details = summed(first.usageDetails ?? {}, second.usageDetails ?? {});
  return Object.keys(details).length === 0
    ? joined
    : { ...joined, usageDetails: { ...joined.usageDetails, ...details } };
}

function summed(first: object, second: object): Record<string, number> {
  const numbers = Object.entries(second).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return Object.fromEntries(
    numbers.map(([name, value]) => [name, value + ((first as Record<string, number | null>)[name] ?? 0)]),
  );
}
