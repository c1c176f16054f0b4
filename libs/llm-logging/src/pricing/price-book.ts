import type { PriceOverride } from '../llm-logging.options.js';
import { findListedModel, priceTokens, type ListedModel } from './price-list.js';
import { countTokens, roundCost, type CountedTokens, type PricedUsage } from './priced-usage.js';
import { priceListProvider } from './provider-alias.js';

/** What calls cost: an application's own prices first, the price list for all others. */
export interface PriceBook {
  /** Cost of one call in USD, to 12 decimals; null where no price is known. Never throws. */
  cost(usage: PricedUsage): number | null;
}

/** Models remembered at most: names may come from user input. */
const MAX_REMEMBERED = 1_000;

export function createPriceBook(overrides: readonly PriceOverride[]): PriceBook {
  const own = overrides.map(readOverride);
  const remembered = new Map<string, ListedModel | null>();

  const listedModel = (provider: string | null, model: string): ListedModel | null => {
    const key = `${provider ?? ''}\n${model}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    const found = findListedModel(provider, model);
    remembered.set(key, found);
    return found;
  };

  return {
    cost(usage) {
      const { model, at = new Date() } = usage;
      const provider = usage.provider ?? null;
      if (typeof model !== 'string' || (provider !== null && typeof provider !== 'string')) return null;
      const tokens = countTokens(usage);
      if (tokens === null) return null;
      const override = own.find((price) => price.applies(provider, model));
      if (override !== undefined) return overridden(override.price, tokens);
      const listed = listedModel(provider, model);
      return listed && priceTokens(listed, tokens, at);
    },
  };
}

interface OwnPrice {
  readonly price: PriceOverride;
  applies(provider: string | null, model: string): boolean;
}

function readOverride(price: PriceOverride): OwnPrice {
  const matches = modelMatcher(price.model);
  const wanted = price.provider === undefined ? undefined : priceListProvider(price.provider);
  return {
    price,
    applies: (provider, model) =>
      (wanted === undefined || (provider !== null && priceListProvider(provider) === wanted)) && matches(model),
  };
}

function modelMatcher(pattern: string | RegExp): (model: string) => boolean {
  if (typeof pattern === 'string') return (model) => model === pattern;
  // A copy of our own: `g` and `y` make a pattern remember where its last match ended.
  const copy = new RegExp(pattern.source, pattern.flags.replace('g', ''));
  return (model) => {
    copy.lastIndex = 0;
    return copy.test(model);
  };
}

function overridden(price: PriceOverride, tokens: CountedTokens): number | null {
  if (tokens.completion === null && price.completionPerMillion !== 0) return null;
  const plain = tokens.prompt - tokens.cacheRead - tokens.cacheWrite;
  const millionths =
    plain * price.promptPerMillion +
    tokens.cacheRead * (price.cachedPromptPerMillion ?? price.promptPerMillion) +
    tokens.cacheWrite * (price.cacheWritePerMillion ?? price.promptPerMillion) +
    (tokens.completion ?? 0) * price.completionPerMillion;
  return roundCost(millionths / 1e6);
}
