/**
 * What a provider bills beside plain tokens, and the parts of the tokens that have another price: numbers only, 0 left out. Providers
 * count more than is named here; what the log has no name for is not read.
 */
export interface LlmUsageDetails {
  /** The parts of `cacheWriteTokens` that the provider keeps for five minutes and for an hour. */
  cacheWrite5mTokens?: number;
  cacheWrite1hTokens?: number;
  /** The parts of `promptTokens` and `completionTokens` that are sound. */
  audioPromptTokens?: number;
  audioCompletionTokens?: number;
  /** Those that are pictures. */
  imagePromptTokens?: number;
  imageCompletionTokens?: number;
  /** Those that are moving pictures. */
  videoPromptTokens?: number;
  videoCompletionTokens?: number;
  /** The parts of `cachedPromptTokens` that are sound and pictures. */
  cachedAudioTokens?: number;
  cachedImageTokens?: number;
  /** Tokens of sources that were quoted, which Perplexity counts beside those of the answer. */
  citationTokens?: number;
  /** What is billed where that is another number than the tokens: Cohere's billed units. */
  billedPromptTokens?: number;
  billedCompletionTokens?: number;
  /** Tokens of a second model that the first asked, which is billed separately. */
  advisorPromptTokens?: number;
  advisorCompletionTokens?: number;
  /** 1 where the model ran in the USA alone, as asked for (`inference_geo`), which Anthropic bills at 1.1 times the price of tokens. */
  usOnlyInference?: number;
  /** Searches that the provider made itself, in the web and in stored files. */
  webSearches?: number;
  fileSearches?: number;
  /** Units by which rankings are billed. */
  searchUnits?: number;
  /** Requests that are billed one by one; 1 where it is not said. */
  requests?: number;
  /** Pictures, where they are not counted in tokens. */
  images?: number;
  /** Pages of documents. */
  pages?: number;
  /** Seconds of sound. */
  audioSeconds?: number;
  [other: string]: number | undefined;
}

/** The details that are more than 0; null where there is none. */
export function detailsOf(said: Readonly<Record<string, number | null | undefined>>): LlmUsageDetails | null {
  const known = Object.entries(said).filter((entry): entry is [string, number] => Boolean(entry[1]));
  return known.length === 0 ? null : Object.fromEntries(known);
}
