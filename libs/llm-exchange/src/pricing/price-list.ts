import { calcPrice, findProvider, type ModelPrice, type PriceCalculation, type Usage } from '@pydantic/genai-prices';
import { audioPrices } from './audio-prices.js';
import { billedUnits, type BilledUnits, type PricedUsage } from './priced-usage.js';
import { billedSearches, toolPrices } from './tool-prices.js';

type Names = Pick<PricedUsage, 'provider' | 'model' | 'requestModel'>;

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

/** What the price list says, without the tier; null where it says nothing, or the counts contradict each other. Never throws. */
export function listPrice(usage: PricedUsage): PriceCalculation | null {
  try {
    return priceOf(usage, billedUnits(usage));
  } catch {
    return null;
  }
}

/** Whether the list has a price for the model. Never throws. */
export function isListed(usage: PricedUsage): boolean {
  return (
    listPrice({
      ...usage,
      promptTokens: 0,
      completionTokens: 0,
      cachedPromptTokens: 0,
      cacheWriteTokens: 0,
      audioPromptTokens: 0,
      audioCompletionTokens: 0,
      usageDetails: null,
    }) !== null
  );
}

function priceOf(usage: PricedUsage, units: BilledUnits): PriceCalculation | null {
  if (!usage.model) return null;
  for (const [providerId, name] of listNames(usage)) {
    const price = calcPrice(countedFor(units), name, { providerId, timestamp: usage.at });
    if (price !== null) return completed(price, units);
  }
  return null;
}

/** Units by the price list's names. Joins are said although they are 0: it does without no other. */
function countedFor(units: BilledUnits): Usage {
  return {
    input_tokens: units.prompt ?? 0,
    output_tokens: units.completion ?? 0,
    cache_read_tokens: units.cached,
    cache_write_tokens: units.written,
    cache_write_1h_tokens: units.writtenFor1h,
    input_audio_tokens: units.audioPrompt,
    output_audio_tokens: units.audioCompletion,
    input_image_tokens: units.imagePrompt,
    output_image_tokens: units.imageCompletion,
    input_video_tokens: units.videoPrompt,
    output_video_tokens: units.videoCompletion,
    cache_audio_read_tokens: units.cachedAudio,
    cache_image_read_tokens: units.cachedImage,
    web_searches: units.webSearches,
    storage_searches: units.fileSearches,
    rerank_searches: units.searchUnits,
    input_document_pages: units.pages ?? 0,
    audio_seconds: units.audioSeconds ?? 0,
    input_audio_seconds: units.audioSeconds ?? 0,
  };
}

/**
 * The price with what the list leaves out of it: cache writes of an hour, searches, sound; and with what of an answer has a price of its
 * own in few models alone.
 */
function completed(price: PriceCalculation, units: BilledUnits): PriceCalculation {
  const added = addedPrices(price, units);
  const separate = separateOutput(price.model_price, units);
  if (Object.keys({ ...added, ...separate }).length === 0) return price;
  const { provider, model } = price;
  const prices: ModelPrice = { ...price.model_price, ...added };
  const webSearches = billedSearches(provider.id, model.id, units.webSearches);
  const counted = { ...countedFor(units), ...separate, web_searches: webSearches };
  const own = { ...provider, models: [{ id: model.id, match: { equals: 'own' }, prices }] };
  return { ...calcPrice(counted, 'own', { provider: own })!, provider, model };
}

function addedPrices({ model_price: prices, provider, model }: PriceCalculation, units: BilledUnits): ModelPrice {
  const added: ModelPrice = {};
  const { input_mtok: input, cache_write_mtok: write } = prices;
  // Anthropic's rule for all Claude models: twice the price of the prompt.
  const isClaude = /claude/i.test(model.id);
  if (units.writtenFor1h > 0 && isClaude && prices['cache_write_1h_mtok'] === undefined && write !== undefined)
    if (typeof input === 'number') added['cache_write_1h_mtok'] = input * 2;
  const { web, file } = toolPrices(provider.id, model.id);
  if (units.webSearches > 0 && prices['web_searches_kcount'] === undefined && web !== null)
    added['web_searches_kcount'] = web;
  if (units.fileSearches > 0 && prices['storage_searches_kcount'] === undefined && file !== null)
    added['storage_searches_kcount'] = file;
  const audio = audioPrices(model.id);
  if (audio !== undefined && prices['input_audio_mtok'] === undefined) {
    if (units.audioPrompt > 0) added['input_audio_mtok'] = audio.input;
    if (units.audioCompletion > 0) added['output_audio_mtok'] = audio.output;
  }
  return added;
}

function separateOutput(prices: ModelPrice, { completion, reasoning, citations }: BilledUnits): Usage {
  return {
    ...(prices['output_reasoning_mtok'] !== undefined && { output_reasoning_tokens: reasoning }),
    ...(prices['output_citation_mtok'] !== undefined && {
      output_tokens: (completion ?? 0) + citations,
      output_citation_tokens: citations,
    }),
  };
}

/**
 * Under which names a model may be listed: as it is called, and without what is put before it, as in `models/gemini-2.5-pro` or
 * `openai/gpt-4o`. Where no provider is given, that says it. Bedrock's inference profiles have prices of their own: what was asked for
 * comes first there.
 */
function* listNames({ provider, model, requestModel }: Names): Generator<[id: string | undefined, string]> {
  const given = provider ? providerIdOf(provider) : undefined;
  if (provider && given === undefined) return;
  if (given === 'aws' && requestModel) yield* versionsOf(given, requestModel);
  if (given === 'aws') yield* versionsOf(given, model);
  else yield [given, model];
  const parts = model.split('/');
  const first = given ?? providerIdOf(parts[0]!);
  if (parts.length === 1 || first === undefined) return;
  yield [first, parts.slice(1).join('/')];
  if (parts.length > 2) yield [first, parts.at(-1)!];
}

/** At Bedrock's address for OpenAI's APIs models are called without the version of their id. */
function* versionsOf(provider: string, model: string): Generator<[id: string, string]> {
  yield [provider, model];
  if (model.includes(':')) return;
  yield [provider, `${model}-1:0`];
  yield [provider, `${model}-v1:0`];
}

/** `openai.chat`, as the Vercel AI SDK names providers, is `openai`. */
function providerIdOf(provider: string): string | undefined {
  const name = provider.trim().toLowerCase();
  const candidates = [ALIASES[name], name, ALIASES[name.split('.')[0]!], name.split('.')[0]];
  return candidates.find((id) => id !== undefined && findProvider({ providerId: id })?.id === id);
}
