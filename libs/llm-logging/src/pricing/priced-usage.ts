/** What is needed to price one call: who answered, how many tokens and when. */
export interface PricedUsage {
  /** As in `llm_calls.provider`. Without one a price is found only where the model's name tells the provider. */
  provider?: string | null;
  /** The model that answered; dated and suffixed names are known too. */
  model?: string | null;
  /** All input tokens, those read from and written to a cache included. */
  promptTokens?: number | null;
  /** All output tokens, reasoning included. May be absent only where output costs nothing, as with embeddings. */
  completionTokens?: number | null;
  /** The part of `promptTokens` read from the cache. */
  cachedPromptTokens?: number | null;
  /** The part of `promptTokens` written to the cache. */
  cacheWriteTokens?: number | null;
  /** When the call was made: prices change. Default: now. */
  at?: Date;
}

/** Token counts that can be priced. Output that was not reported stays null: whether that matters depends on the price. */
export interface CountedTokens {
  readonly prompt: number;
  readonly completion: number | null;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** The tokens of a call, or null when they are missing or contradict each other: no cost is better than a wrong one. */
export function countTokens(usage: PricedUsage): CountedTokens | null {
  const prompt = usage.promptTokens;
  const completion = usage.completionTokens ?? null;
  const cacheRead = usage.cachedPromptTokens ?? 0;
  const cacheWrite = usage.cacheWriteTokens ?? 0;
  if (!isCount(prompt) || !isCount(cacheRead) || !isCount(cacheWrite)) return null;
  if (completion !== null && !isCount(completion)) return null;
  if (cacheRead + cacheWrite > prompt) return null;
  return { prompt, completion, cacheRead, cacheWrite };
}

/** The cost in USD to the 12 decimals that `llm_calls.estimated_cost` keeps; null for what is no amount. */
export function roundCost(cost: number): number | null {
  return Number.isFinite(cost) && cost >= 0 ? Number(cost.toFixed(12)) : null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
