import { calcPrice, type ModelPrice, type Provider } from '@pydantic/genai-prices';
import { priceListProvider } from './provider-alias.js';
import { roundCost, type CountedTokens } from './priced-usage.js';

/** A provider of the price list with nothing but the one model asked for. */
export interface ListedModel {
  readonly provider: Provider;
  readonly model: string;
}

/** A deployment path before the model's own name, as Google's APIs write it: `models/…`, `projects/…/models/…`. */
const RESOURCE_PATH = /^(?:models|tunedModels|publishers|projects)\/(?:.*\/)?/;

/**
 * Looks a model up in the price list. Takes some 50 µs, hence is worth remembering: {@link priceTokens} is then quick.
 * Null where provider or model are unknown.
 */
export function findListedModel(provider: string | null, model: string): ListedModel | null {
  const providerId = provider === null ? undefined : priceListProvider(provider);
  // Names like `openai-compatible` say how a server talks, not who runs it and at what price.
  if (providerId?.includes('compatible') === true) return null;
  const modelId = model.trim().replace(RESOURCE_PATH, '');
  if (modelId === '' || providerId === '') return null;
  try {
    const found = calcPrice({ input_tokens: 0, output_tokens: 0 }, modelId, { providerId });
    if (found === null) return null;
    const { fallback_model_providers: _, ...rest } = found.provider;
    return { provider: { ...rest, models: [found.model] }, model: modelId };
  } catch {
    return null;
  }
}

/** Cost in USD at the prices of the time `at`, or null where the list has no price for tokens of this kind. */
export function priceTokens(listed: ListedModel, tokens: CountedTokens, at: Date): number | null {
  try {
    const usage = {
      input_tokens: tokens.prompt,
      output_tokens: tokens.completion ?? 0,
      cache_read_tokens: tokens.cacheRead,
      cache_write_tokens: tokens.cacheWrite,
    };
    const price = calcPrice(usage, listed.model, { provider: listed.provider, timestamp: at });
    if (price === null || !covers(price.model_price, tokens, listed.model)) return null;
    return roundCost(price.total_price);
  } catch {
    return null;
  }
}

/** The list answers 0 for units without a price: speech billed by the hour, pages, models listed without any price. */
function covers(price: ModelPrice, tokens: CountedTokens, model: string): boolean {
  if (Object.keys(price).length === 0) return model.endsWith(':free');
  if (price['input_mtok'] === undefined) return false;
  const outputPriced = price['output_mtok'] !== undefined;
  return tokens.completion === null ? !outputPriced : outputPriced || tokens.completion === 0;
}
