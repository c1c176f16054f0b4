import type { LlmUsageDetails } from '../call/usage-details.js';

/** What a price depends on. `promptTokens` include the cached ones, `completionTokens` the reasoning ones. */
export interface PricedUsage {
  provider?: string | null;
  model: string;
  /** What was asked for: its name contains the inference profile by which Bedrock bills. */
  requestModel?: string | null;
  promptTokens: number | null | undefined;
  completionTokens: number | null | undefined;
  cachedPromptTokens?: number | null;
  cacheWriteTokens?: number | null;
  /** The part of the completion that is reasoning: one model has another price for it. */
  reasoningTokens?: number | null;
  /** The parts of prompt and completion that are sound, where `usageDetails` do not say. */
  audioPromptTokens?: number | null;
  audioCompletionTokens?: number | null;
  /** The tier that answered. Default: the provider's usual one. */
  serviceTier?: string | null;
  usageDetails?: LlmUsageDetails | null;
  /** When the call was made: prices change. Default: now. */
  at?: Date;
}

/** The same of an exchange whose answer may name no model, as those of Cohere and Bedrock. */
export type PricedExchange = Omit<PricedUsage, 'model'> & { model?: string | null };

/** What is billed of a call. Parts are no more than what they are parts of. */
export interface BilledUnits {
  readonly prompt: number | null;
  readonly completion: number | null;
  readonly cached: number;
  readonly written: number;
  readonly writtenFor1h: number;
  readonly audioPrompt: number;
  readonly audioCompletion: number;
  readonly imagePrompt: number;
  readonly imageCompletion: number;
  readonly videoPrompt: number;
  readonly videoCompletion: number;
  readonly reasoning: number;
  /** Beside the completion. */
  readonly citations: number;
  readonly cachedAudio: number;
  readonly cachedImage: number;
  readonly webSearches: number;
  readonly fileSearches: number;
  readonly searchUnits: number;
  readonly requests: number;
  readonly pages: number | null;
  readonly audioSeconds: number | null;
}

export function billedUnits(usage: PricedUsage): BilledUnits {
  const { usageDetails: details } = usage;
  const hasBilledTokens = details?.billedPromptTokens !== undefined || details?.billedCompletionTokens !== undefined;
  const prompt = hasBilledTokens ? (details.billedPromptTokens ?? 0) : (usage.promptTokens ?? null);
  const completion = hasBilledTokens ? (details.billedCompletionTokens ?? 0) : (usage.completionTokens ?? null);
  // Sound that is billed by its length is no part of the prompt.
  const bound = details?.audioSeconds === undefined ? Infinity : (prompt ?? 0);
  const cached = hasBilledTokens ? 0 : Math.min(usage.cachedPromptTokens ?? 0, bound);
  const written = hasBilledTokens ? 0 : (usage.cacheWriteTokens ?? 0);
  const asked = new Share(prompt ?? 0);
  const answered = new Share(completion ?? 0);
  const audioPrompt = asked.take(details?.audioPromptTokens ?? usage.audioPromptTokens);
  const imagePrompt = asked.take(details?.imagePromptTokens);
  const fromCache = new Share(cached);
  return {
    prompt,
    completion,
    cached,
    written,
    writtenFor1h: new Share(written).take(details?.cacheWrite1hTokens),
    audioPrompt,
    imagePrompt,
    videoPrompt: asked.take(details?.videoPromptTokens),
    audioCompletion: answered.take(details?.audioCompletionTokens ?? usage.audioCompletionTokens),
    imageCompletion: answered.take(details?.imageCompletionTokens),
    videoCompletion: answered.take(details?.videoCompletionTokens),
    reasoning: answered.take(usage.reasoningTokens),
    citations: details?.citationTokens ?? 0,
    cachedAudio: fromCache.take(Math.min(details?.cachedAudioTokens ?? 0, audioPrompt)),
    cachedImage: fromCache.take(Math.min(details?.cachedImageTokens ?? 0, imagePrompt)),
    webSearches: details?.webSearches ?? 0,
    fileSearches: details?.fileSearches ?? 0,
    searchUnits: details?.searchUnits ?? 0,
    requests: details?.requests ?? 1,
    pages: details?.pages ?? null,
    audioSeconds: details?.audioSeconds ?? null,
  };
}

/** Tokens of which parts are taken until there are none left. */
class Share {
  constructor(private left: number) {}

  take(part: number | null | undefined): number {
    const taken = Math.max(Math.min(part ?? 0, this.left), 0);
    this.left -= taken;
    return taken;
  }
}
