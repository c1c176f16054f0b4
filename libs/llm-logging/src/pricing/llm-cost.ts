import { calcPrice, findProvider, type PriceCalculation } from '@pydantic/genai-prices';

/** What a price depends on. `promptTokens` include the cached ones, `completionTokens` the reasoning ones. */
export interface PricedUsage {
  provider?: string | null;
  model: string;
  promptTokens: number | null | undefined;
  completionTokens: number | null | undefined;
  cachedPromptTokens?: number | null;
  cacheWriteTokens?: number | null;
  /** The parts of prompt and completion that are sound. */
  audioPromptTokens?: number | null;
  audioCompletionTokens?: number | null;
  /** When the call was made: prices change. Default: now. */
  at?: Date;
}

/** Decimals of `estimated_cost`. */
const DECIMALS = 12;

/** Names of providers in logs and SDKs, and in the price list. */
const ALIASES: Readonly<Record<string, string>> = {
  'azure-openai': 'azure',
  'azure.ai.openai': 'azure',
  'azure.ai.inference': 'azure',
  bedrock: 'aws',
  'aws.bedrock': 'aws',
  'amazon-bedrock': 'aws',
  gemini: 'google',
  'gcp.gemini': 'google',
  'gcp.vertex_ai': 'google',
  'google-vertex': 'google',
  vertex: 'google',
  vertexai: 'google',
  vertex_ai: 'google',
  'vertex-ai': 'google',
  google_vertexai: 'google',
  'google-genai': 'google',
  'google-gemini': 'google',
  'aws-bedrock': 'aws',
  azure_openai: 'azure',
  'fireworks-ai': 'fireworks',
  fireworks_ai: 'fireworks',
  'together-ai': 'together',
  together_ai: 'together',
  moonshot: 'moonshotai',
  voyage: 'voyageai',
  'z-ai': 'zai',
  mistral_ai: 'mistral',
  mistralai: 'mistral',
  xai: 'x-ai',
  grok: 'x-ai',
  togetherai: 'together',
};

/**
 * What a call costs, in USD to twelve decimals, from the price list of `@pydantic/genai-prices` at the time of the call.
 *
 * @returns null where the provider or model is not in the list or the tokens are not known; never 0 for unknown. Never throws.
 */
export function calculateLlmCost(usage: PricedUsage): number | null {
  const price = listPrice(usage);
  if (price === null || !isByTokens(price) || !coversOutput(price, usage)) return null;
  return roundCost(price.total_price);
}

/** What the price list says; null where it says nothing. Never throws. */
export function listPrice(usage: PricedUsage): PriceCalculation | null {
  try {
    return priceOf(usage);
  } catch {
    return null;
  }
}

/** USD to the decimals that are stored. */
export function roundCost(cost: number): number | null {
  return Number.isFinite(cost) && cost >= 0 ? Number(cost.toFixed(DECIMALS)) : null;
}

function priceOf({ provider, model, at, ...tokens }: PricedUsage): PriceCalculation | null {
  const { promptTokens, completionTokens, cachedPromptTokens, cacheWriteTokens } = tokens;
  if (!model || promptTokens === null || promptTokens === undefined) return null;
  const counted = {
    input_tokens: promptTokens,
    output_tokens: completionTokens ?? 0,
    cache_read_tokens: cachedPromptTokens ?? undefined,
    cache_write_tokens: cacheWriteTokens ?? undefined,
    input_audio_tokens: tokens.audioPromptTokens || undefined,
    output_audio_tokens: tokens.audioCompletionTokens || undefined,
  };
  for (const [providerId, name] of listNames(provider, model)) {
    const price = calcPrice(counted, name, { providerId, timestamp: at });
    if (price !== null) return price;
  }
  return null;
}

/**
 * Under which names a model may be listed: as it is called, and without what is put before it, as in `models/gemini-2.5-pro` or
 * `openai/gpt-4o`. Where no provider is told, that says it.
 */
function* listNames(provider: string | null | undefined, model: string): Generator<[id: string | undefined, string]> {
  const told = provider ? providerIdOf(provider) : undefined;
  if (provider && told === undefined) return;
  yield [told, model];
  const parts = model.split('/');
  const first = told ?? providerIdOf(parts[0]!);
  if (parts.length === 1 || first === undefined) return;
  yield [first, parts.slice(1).join('/')];
  if (parts.length > 2) yield [first, parts.at(-1)!];
}

/** `openai.chat`, as the Vercel AI SDK names providers, is `openai`. */
function providerIdOf(provider: string): string | undefined {
  const name = provider.trim().toLowerCase();
  const candidates = [ALIASES[name], name, ALIASES[name.split('.')[0]!], name.split('.')[0]];
  return candidates.find((id) => id !== undefined && findProvider({ providerId: id })?.id === id);
}

/** A model whose answers cost something is priced only when their tokens are known: an embedding model has none. */
function coversOutput({ model_price: price }: PriceCalculation, { completionTokens }: PricedUsage): boolean {
  return (completionTokens !== null && completionTokens !== undefined) || !price['output_mtok'];
}

/** Transcriptions by the hour have a price, but none that tokens tell; what is free has none at all. */
export function isByTokens({ model_price: price }: PriceCalculation): boolean {
  const kinds = Object.keys(price);
  return kinds.length === 0 || kinds.some((kind) => kind.endsWith('_mtok'));
}
