import { findListedModel, priceTokens } from './price-list.js';
import { countTokens, type PricedUsage } from './priced-usage.js';

/**
 * Cost of one call in USD, to 12 decimals, from the price list of `@pydantic/genai-prices` as it was at the time of the call.
 * Null, never 0, where the provider, the model or the tokens are not known. Never throws.
 */
export function calculateLlmCost(usage: PricedUsage): number | null {
  const { provider, model, at = new Date() } = usage;
  if (typeof model !== 'string' || (provider != null && typeof provider !== 'string')) return null;
  const tokens = countTokens(usage);
  const listed = tokens && findListedModel(provider ?? null, model);
  return listed && priceTokens(listed, tokens, at);
}
