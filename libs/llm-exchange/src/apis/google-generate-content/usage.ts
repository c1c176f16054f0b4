import { detailsOf } from '../../call/usage-details.js';
import { count, type Json, objects, sum, text } from '../../reading/json-reading.js';
import type { LlmResultReading } from '../../reading/result-reading.js';
import { readServiceTier } from '../../reading/service-tier.js';

/** Google leaves thoughts out of the answer's tokens, and tools' prompts out of the prompt's; our counts have all. */
export function readGoogleUsage(usage: Json | undefined): Partial<LlmResultReading> {
  if (usage === undefined) return {};
  const reasoningTokens = count(usage['thoughtsTokenCount']);
  const asked = [usage['promptTokensDetails'], usage['toolUsePromptTokensDetails']];
  const audioPromptTokens = tokensOf(asked, 'AUDIO');
  const answered = [usage['candidatesTokensDetails'] ?? usage['responseTokensDetails']];
  const audioCompletionTokens = tokensOf(answered, 'AUDIO');
  return {
    promptTokens: sum(count(usage['promptTokenCount']), count(usage['toolUsePromptTokenCount'])),
    completionTokens: sum(count(usage['candidatesTokenCount'] ?? usage['responseTokenCount']), reasoningTokens),
    totalTokens: count(usage['totalTokenCount']),
    cachedPromptTokens: count(usage['cachedContentTokenCount']),
    reasoningTokens,
    audioPromptTokens,
    audioCompletionTokens,
    serviceTier: tierOf(usage),
    usageDetails: detailsOf({
      audioPromptTokens,
      audioCompletionTokens,
      imagePromptTokens: tokensOf(asked, 'IMAGE', 'DOCUMENT'),
      imageCompletionTokens: tokensOf(answered, 'IMAGE', 'DOCUMENT'),
      videoPromptTokens: tokensOf(asked, 'VIDEO'),
      videoCompletionTokens: tokensOf(answered, 'VIDEO'),
      cachedAudioTokens: tokensOf([usage['cacheTokensDetails']], 'AUDIO'),
      cachedImageTokens: tokensOf([usage['cacheTokensDetails']], 'IMAGE', 'DOCUMENT'),
    }),
  };
}

/** Null where the usage has no details. */
function tokensOf(lists: readonly unknown[], ...modalities: string[]): number | null {
  const reported = lists.filter((list) => Array.isArray(list));
  if (reported.length === 0) return null;
  const those = reported.flatMap(objects).filter(({ modality }) => modalities.includes(text(modality) ?? ''));
  return sum(0, ...those.map(({ tokenCount }) => count(tokenCount)));
}

/** Vertex reports it as traffic: `ON_DEMAND_FLEX`, `PROVISIONED_THROUGHPUT`. */
function tierOf(usage: Json): string | null {
  const tier = readServiceTier(usage['serviceTier'] ?? usage['trafficType']);
  if (tier === null || tier.endsWith('unspecified')) return null;
  return tier.replace(/^on_demand_/, '');
}
