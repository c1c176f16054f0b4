/** What a call costs. */
export { type LlmCostClass, type LlmCostPart, splitCost } from './cost-split.js';
export { calculateLlmCost, reasonOf, roundCost, type UnpricedReason } from './llm-cost.js';
export { useNewestPrices } from './newest-prices.js';
export { createPriceBook, type PriceBook } from './price-book.js';
export type { ModelPrice, PriceDiscount, PriceOverride } from './price-override.js';
export type { PricedExchange, PricedUsage } from './priced-usage.js';
