import { calculateLlmCost, isByTokens, roundCost } from './llm-cost.js';
import { listPrice } from './price-list.js';
import type { PricedUsage } from './priced-usage.js';
import { tierFactor } from './service-tiers.js';

/** USD of one token of each kind. */
interface TokenPrices {
  readonly prompt: number;
  readonly cachedPrompt: number;
  readonly cacheWrite: number;
  readonly completion: number;
  /** By what they are multiplied in a tier; null where that is not known. */
  readonly factor: (tier: string | null | undefined) => number | null;
}

/** Some prices differ by the time of day, to the minute. */
const MINUTE_MS = 60_000;
const MANY = 1_000_000;
const MAX_ENTRIES = 1_000;

/**
 * The price list, with what it says of a model in a minute remembered: to look a model up takes longer than to log a call. Models
 * priced by tiers are asked for each time.
 */
export class RememberedPrices {
  readonly #known = new Map<string, TokenPrices | null>();

  /** As {@link calculateLlmCost}. */
  cost(usage: PricedUsage): number | null {
    const prices = this.#pricesOf(usage);
    const { promptTokens, completionTokens } = usage;
    const areSound = isCount(promptTokens) && isCount(completionTokens);
    if (prices === null || !areSound || !isPlain(usage)) return calculateLlmCost(usage);
    const factor = prices.factor(usage.serviceTier);
    if (factor === null) return null;
    const cached = usage.cachedPromptTokens ?? 0;
    const written = usage.cacheWriteTokens ?? 0;
    if (cached + written > promptTokens) return calculateLlmCost(usage);
    const usual =
      (promptTokens - cached - written) * prices.prompt +
      cached * prices.cachedPrompt +
      written * prices.cacheWrite +
      completionTokens * prices.completion;
    return roundCost(usual * factor);
  }

  #pricesOf({ provider, model, requestModel, at = new Date() }: PricedUsage): TokenPrices | null {
    const minute = Math.floor(at.getTime() / MINUTE_MS);
    const key = `${minute} ${provider ?? ''} ${model} ${requestModel ?? ''}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const prices = askPrices({ provider, model, requestModel, at });
    if (this.#known.size >= MAX_ENTRIES) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(key, prices);
    return prices;
  }
}

/** Null where a model has no price, or not one a token. */
function askPrices(model: Pick<PricedUsage, 'provider' | 'model' | 'requestModel' | 'at'>): TokenPrices | null {
  const ask = (tokens: Partial<PricedUsage>): number | undefined =>
    listPrice({ promptTokens: 0, completionTokens: 0, ...model, ...tokens })?.total_price;
  const price = listPrice({ promptTokens: MANY, completionTokens: 0, ...model });
  if (price === null || !isByTokens(price) || !Object.entries(price.model_price).every(isSimple)) return null;
  const prices = [
    price.total_price,
    ask({ promptTokens: MANY, cachedPromptTokens: MANY }),
    ask({ promptTokens: MANY, cacheWriteTokens: MANY }),
    ask({ completionTokens: MANY }),
  ];
  if (prices.some((each) => each === undefined)) return null;
  const [prompt, cachedPrompt, cacheWrite, completion] = prices.map((each) => each! / MANY) as [
    number,
    number,
    number,
    number,
  ];
  const factor: TokenPrices['factor'] = (tier) => tierFactor(price.provider.id, price.model.id, tier);
  return { prompt, cachedPrompt, cacheWrite, completion, factor };
}

/** Not by tiers, and nothing for each request. Searches and the like are no tokens, and are not counted here. */
function isSimple([kind, price]: [string, unknown]): boolean {
  if (kind === 'output_reasoning_mtok' || kind === 'output_citation_mtok') return false;
  return kind.endsWith('_mtok') ? typeof price === 'number' : kind !== 'requests_kcount';
}

/** Details that change no price. */
const PRICELESS: ReadonlySet<string> = new Set([
  'cacheWrite5mTokens',
  'advisorPromptTokens',
  'advisorCompletionTokens',
]);

function isPlain({ audioPromptTokens, audioCompletionTokens, usageDetails }: PricedUsage): boolean {
  if (audioPromptTokens || audioCompletionTokens) return false;
  return !usageDetails || Object.keys(usageDetails).every((name) => PRICELESS.has(name));
}

function isCount(tokens: number | null | undefined): tokens is number {
  return typeof tokens === 'number' && tokens >= 0;
}
