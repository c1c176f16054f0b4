import type { ModelPrice, PriceDiscount, PriceOverride } from '../llm-logging.options.js';
import { roundCost, type PricedUsage } from './llm-cost.js';
import { RememberedPrices } from './remembered-prices.js';

/** The application's own prices, and the price list for all else. */
export interface PriceBook {
  /** USD; null where no price is known. Never throws. */
  cost(usage: PricedUsage): number | null;
}

const MILLION = 1_000_000;

/** Where several overrides match, the first counts. */
export function createPriceBook(overrides: readonly PriceOverride[]): PriceBook {
  const list = new RememberedPrices();
  return {
    cost(usage) {
      const override = overrides.find((candidate) => matches(candidate, usage));
      if (override === undefined) return list.cost(usage);
      return 'discount' in override ? discounted(list.cost(usage), override) : overriddenCost(override, usage);
    },
  };
}

function matches({ provider, model }: PriceOverride, usage: PricedUsage): boolean {
  if (provider !== undefined && provider !== usage.provider) return false;
  if (model === undefined) return true;
  if (typeof model === 'string') return model === usage.model;
  return new RegExp(model.source, model.flags.replace(/[gy]/g, '')).test(usage.model);
}

function discounted(cost: number | null, { discount }: PriceDiscount): number | null {
  return cost === null ? null : roundCost(cost * (1 - discount));
}

function overriddenCost(price: ModelPrice, usage: PricedUsage): number | null {
  const { promptTokens, completionTokens } = usage;
  if (promptTokens === null || promptTokens === undefined) return null;
  const isOutputKnown = completionTokens !== null && completionTokens !== undefined;
  if (!isOutputKnown && price.completionPerMillion > 0) return null;
  const cached = usage.cachedPromptTokens ?? 0;
  const written = usage.cacheWriteTokens ?? 0;
  const plain = Math.max(promptTokens - cached - written, 0);
  return roundCost(
    (plain * price.promptPerMillion +
      cached * (price.cachedPromptPerMillion ?? price.promptPerMillion) +
      written * (price.cacheWritePerMillion ?? price.promptPerMillion) +
      (completionTokens ?? 0) * price.completionPerMillion) /
      MILLION,
  );
}
