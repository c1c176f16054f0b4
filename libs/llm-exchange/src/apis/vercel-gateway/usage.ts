import { readAnthropicUsage } from '../anthropic-messages/usage.js';
import { readGoogleUsage } from '../google-generate-content/usage.js';
import { readOpenAiUsage } from '../openai-chat/usage.js';
import { TOKENS } from '../../call/exchange-members.js';
import { detailsOf, type LlmUsageDetails } from '../../call/usage-details.js';
import { count, type Json, object, sum } from '../../reading/json-reading.js';
import type { LlmResultReading } from '../../reading/result-reading.js';
import { readServiceTier } from '../../reading/service-tier.js';

type VercelUsage = Record<(typeof TOKENS)[number], number | null> &
  Pick<LlmResultReading, 'usageDetails' | 'serviceTier'>;

/** `usage` of the Vercel AI SDK, with what its `raw` says in the provider's own words. */
export function readVercelUsage(usage: Json | undefined): VercelUsage {
  // Models themselves (version 3 of their interface) count in objects.
  const given = [object(usage?.['inputTokens']), object(usage?.['outputTokens'])];
  const input = object(usage?.['inputTokenDetails']) ?? given[0];
  const output = object(usage?.['outputTokenDetails']) ?? given[1];
  const raw = readRaw(object(usage?.['raw']));
  return {
    promptTokens: count(given[0]?.['total'] ?? usage?.['inputTokens'] ?? usage?.['promptTokens']),
    completionTokens: count(given[1]?.['total'] ?? usage?.['outputTokens'] ?? usage?.['completionTokens']),
    totalTokens: count(usage?.['totalTokens']),
    cachedPromptTokens: count(usage?.['cachedInputTokens'] ?? input?.['cacheReadTokens'] ?? input?.['cacheRead']),
    cacheWriteTokens: count(input?.['cacheWriteTokens'] ?? input?.['cacheWrite']),
    reasoningTokens: count(usage?.['reasoningTokens'] ?? output?.['reasoningTokens'] ?? output?.['reasoning']),
    usageDetails: raw.usageDetails ?? null,
    serviceTier: raw.serviceTier ?? null,
  };
}

/** Of several steps. */
export function sumVercelUsage(usages: readonly VercelUsage[]): Partial<LlmResultReading> {
  const counts = TOKENS.map((member) => [member, sum(...usages.map((usage) => usage[member]))]);
  return {
    ...(Object.fromEntries(counts) as Partial<LlmResultReading>),
    usageDetails: sumDetails(usages.map(({ usageDetails }) => usageDetails)),
    serviceTier: usages.find(({ serviceTier }) => serviceTier !== null)?.serviceTier ?? null,
  };
}

/** What models that the SDK knows say beside the usage. */
export function readVercelTier(providerMetadata: unknown): string | null {
  const { openai, azure, anthropic } = object(providerMetadata) ?? {};
  const said = [object(openai)?.['serviceTier'], object(azure)?.['serviceTier']];
  const ofAnthropic = readAnthropicUsage(object(object(anthropic)?.['usage'])).serviceTier ?? null;
  return said.map(readServiceTier).find((tier) => tier !== null) ?? ofAnthropic;
}

function readRaw(raw: Json | undefined): Partial<LlmResultReading> {
  if (raw === undefined) return {};
  if ('promptTokenCount' in raw) return readGoogleUsage(raw);
  return 'cache_creation' in raw || 'server_tool_use' in raw ? readAnthropicUsage(raw) : readOpenAiUsage(raw);
}

function sumDetails(all: readonly (LlmUsageDetails | null)[]): LlmUsageDetails | null {
  const total: Record<string, number> = {};
  for (const details of all)
    for (const [name, value = 0] of Object.entries(details ?? {})) total[name] = (total[name] ?? 0) + value;
  return detailsOf(total);
}
