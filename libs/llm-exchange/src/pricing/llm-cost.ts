import type { PriceCalculation } from '@pydantic/genai-prices';
import { isListed, listPrice } from './price-list.js';
import { billedUnits, type BilledUnits, type PricedExchange, type PricedUsage } from './priced-usage.js';
import { placeFactor, tierFactor } from './service-tiers.js';

/** Decimals of `estimated_cost`. */
const DECIMALS = 12;

/**
 * What a call costs, in USD to twelve decimals, from the price list of `@pydantic/genai-prices` at the time of the call, by the tier that
 * answered and with all that is billed beside tokens. Where the answer names no model, the price is that of the one that was asked for.
 *
 * @returns null where the provider, the model or the tier is not in the list or the tokens are not known; never 0 for unknown. Never throws.
 */
export function calculateLlmCost(exchange: PricedExchange): number | null {
  const usage = { ...exchange, model: exchange.model ?? exchange.requestModel ?? '' };
  const price = listPrice(usage);
  if (price === null || !isCovered(price, billedUnits(usage))) return null;
  const factor = tierFactor(price.provider.id, price.model.id, usage.serviceTier);
  const place = placeFactor(price.provider.id, price.model.id, usage.usageDetails);
  return factor === null ? null : roundCost(inTier(price, factor * place));
}

/** Why a call has no cost: its tokens are not known, its model has no price, or none in the tier that answered. */
export type UnpricedReason = 'no_tokens' | 'no_price' | 'no_tier_price';

/** Why {@link calculateLlmCost} knows no cost. */
export function reasonOf(usage: PricedUsage): UnpricedReason {
  const { prompt, completion, audioSeconds, pages } = billedUnits(usage);
  if (prompt === null && audioSeconds === null && pages === null) return 'no_tokens';
  const price = listPrice(usage);
  if (price === null) return isListed(usage) && completion === null ? 'no_tokens' : 'no_price';
  if (tierFactor(price.provider.id, price.model.id, usage.serviceTier) === null) return 'no_tier_price';
  return completion === null && isByTokens(price) ? 'no_tokens' : 'no_price';
}

/** USD to the decimals that are stored. */
export function roundCost(cost: number): number | null {
  return Number.isFinite(cost) && cost >= 0 ? Number(cost.toFixed(DECIMALS)) : null;
}

/** Tiers change the price of tokens, not that of searches and requests. */
function inTier(
  { input_price: input, output_price: output, total_price: total }: PriceCalculation,
  factor: number,
): number {
  if (factor === 1) return total;
  const beside = roundCost(Math.max(total - input - output, 0)) ?? 0;
  return (input + output) * factor + beside;
}

/** Whether all is known that the price asks for. A model whose answers cost nothing is one of embeddings. */
function isCovered({ model_price: prices }: PriceCalculation, units: BilledUnits): boolean {
  const kinds = Object.keys(prices);
  const isBy = (unit: string): boolean => kinds.some((kind) => kind.endsWith(unit));
  // Who bills requests bills their searches with them.
  if (units.webSearches > 0 && !isBy('searches_kcount') && !isBy('requests_kcount')) return false;
  if (isBy('_hours')) return units.audioSeconds !== null;
  if (isBy('_kpages')) return units.pages !== null;
  if (units.prompt === null || (kinds.length > 0 && !isBy('_mtok'))) return false;
  return units.completion !== null || !prices['output_mtok'];
}

/** Transcriptions by the hour have a price, but not one of tokens; what is free has none at all. */
export function isByTokens({ model_price: prices }: PriceCalculation): boolean {
  const kinds = Object.keys(prices);
  return kinds.length === 0 || kinds.some((kind) => kind.endsWith('_mtok'));
}
