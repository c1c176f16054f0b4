import { roundCost, type PricedUsage } from './llm-cost.js';
import type { PriceBook } from './price-book.js';

/** Tokens of one kind, as providers bill them apart. */
export interface LlmCostPart {
  /** `input` are those of the prompt that are neither read from a cache nor written to one. */
  class: 'input' | 'cached_input' | 'cache_write' | 'output';
  tokens: number;
  /** USD; null where no price is known. */
  cost: number | null;
}

/** What the tokens of a call cost by kind: the parts add up to what the call costs. Empty where its tokens are not known. */
export function splitCost(book: PriceBook, usage: PricedUsage): LlmCostPart[] {
  const { promptTokens: prompt, completionTokens: output } = usage;
  if (prompt === null || prompt === undefined) return [];
  const cached = usage.cachedPromptTokens ?? 0;
  const written = usage.cacheWriteTokens ?? 0;
  const promptOnly = { ...usage, completionTokens: 0, audioCompletionTokens: 0 };
  /** Asked as if all of the prompt were of one kind, as prices may depend on how long the prompt is. */
  const shareOf = (tokens: number, kind: Partial<PricedUsage>): number | null => {
    if (tokens === 0) return 0;
    const cost = book.cost({
      ...promptOnly,
      cachedPromptTokens: 0,
      cacheWriteTokens: 0,
      audioPromptTokens: 0,
      ...kind,
    });
    return cost === null ? null : roundCost((cost * tokens) / prompt);
  };
  const inAll = book.cost(promptOnly);
  const ofCached = shareOf(cached, { cachedPromptTokens: prompt });
  const ofWritten = shareOf(written, { cacheWriteTokens: prompt });
  const parts: LlmCostPart[] = [
    { class: 'input', tokens: Math.max(prompt - cached - written, 0), cost: rest(inAll, ofCached, ofWritten) },
    { class: 'cached_input', tokens: cached, cost: ofCached },
    { class: 'cache_write', tokens: written, cost: ofWritten },
    { class: 'output', tokens: output ?? 0, cost: rest(book.cost(usage), inAll) },
  ];
  return parts.filter(({ class: kind, tokens }) => kind === 'input' || tokens > 0);
}

/** Null where one of them is not known. */
function rest(cost: number | null, ...without: (number | null)[]): number | null {
  if (cost === null || without.includes(null)) return null;
  const left = without.reduce<number>((sum, part) => sum - part!, cost);
  // Each part is rounded, so that what is left of nothing may be a picodollar below it.
  return roundCost(Math.max(left, 0));
}
