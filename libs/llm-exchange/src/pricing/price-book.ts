import type { PriceDiscount, PriceOverride } from './price-override.js';
import { reasonOf, roundCost, type UnpricedReason } from './llm-cost.js';
import { ownCost } from './own-price.js';
import type { PricedUsage } from './priced-usage.js';
import { RememberedPrices } from './remembered-prices.js';

/** The application's own prices, and the price list for all else. */
export interface PriceBook {
  /** USD; null where no price is known. Never throws. */
  cost(usage: PricedUsage): number | null;
  /** Why there is no cost. */
  reason(usage: PricedUsage): UnpricedReason;
}

/** Where several overrides match, the first counts. */
export function createPriceBook(overrides: readonly PriceOverride[]): PriceBook {
  const list = new RememberedPrices();
  const overrideOf = (usage: PricedUsage): PriceOverride | undefined =>
    overrides.find((candidate) => matches(candidate, usage));
  return {
    cost(usage) {
      const override = overrideOf(usage);
      if (override === undefined) return list.cost(usage);
      return 'discount' in override ? discounted(list, usage, override) : ownCost(override, usage);
    },
    reason(usage) {
      const override = overrideOf(usage);
      // A price of one's own covers every tier: what is missing is the tokens.
      return override === undefined || 'discount' in override ? reasonOf(usage) : 'no_tokens';
    },
  };
}

function matches({ provider, model }: PriceOverride, usage: PricedUsage): boolean {
  if (provider !== undefined && provider !== usage.provider) return false;
  if (model === undefined) return true;
  if (typeof model === 'string') return model === usage.model;
  return new RegExp(model.source, model.flags.replace(/[gy]/g, '')).test(usage.model);
}

function discounted(list: RememberedPrices, usage: PricedUsage, { discount, tiers }: PriceDiscount): number | null {
  const factor = tiers?.[usage.serviceTier ?? 'default'];
  const cost = list.cost(factor === undefined ? usage : { ...usage, serviceTier: null });
  return cost === null ? null : roundCost(cost * (factor ?? 1) * (1 - discount));
}
