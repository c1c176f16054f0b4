import { detailsOf } from '../../call/usage-details.js';
import { amount, count, type Json, object, objects, sum, text } from '../../reading/json-reading.js';
import type { LlmResultReading } from '../../reading/result-reading.js';
import { readServerTools } from '../../reading/server-tools.js';
import { readServiceTier } from '../../reading/service-tier.js';

/**
 * `usage` of Anthropic Messages. `input_tokens` leave out what was read from and written to the cache, and what a compaction took; our
 * counts have all. Of the other iterations the model's own are in the totals, an advisor's are billed separately, and one that declined is not billed.
 */
export function readAnthropicUsage(usage: Json | undefined): Partial<LlmResultReading> {
  if (usage === undefined) return {};
  const counted = [usage, ...iterationsOf(usage, 'compaction')];
  const total = (name: string): number | null => sum(...counted.map((part) => count(part[name])));
  const kept = (name: string): number | null =>
    sum(...counted.map((part) => count(object(part['cache_creation'])?.[name])));
  const input = count(usage['input_tokens']);
  const cachedPromptTokens = total('cache_read_input_tokens');
  const cacheWriteTokens = total('cache_creation_input_tokens');
  return {
    promptTokens: input === null ? null : sum(total('input_tokens'), cachedPromptTokens, cacheWriteTokens),
    completionTokens: count(usage['output_tokens']) === null ? null : total('output_tokens'),
    cachedPromptTokens,
    cacheWriteTokens,
    reasoningTokens: count(object(usage['output_tokens_details'])?.['thinking_tokens']),
    serviceTier: tierOf(usage),
    usageDetails: detailsOf({
      cacheWrite5mTokens: kept('ephemeral_5m_input_tokens'),
      cacheWrite1hTokens: kept('ephemeral_1h_input_tokens'),
      ...advisorOf(usage),
      ...readServerTools(usage),
      usOnlyInference: text(usage['inference_geo'])?.toLowerCase() === 'us' ? 1 : null,
    }),
    // OpenRouter speaks Anthropic's language too, and reports what a call cost.
    providerCost: amount(usage['cost']),
  };
}

/** Anthropic reports fast mode beside the tiers; it is priced as one. */
function tierOf(usage: Json): string | null {
  return text(usage['speed'])?.toLowerCase() === 'fast' ? 'fast' : readServiceTier(usage['service_tier']);
}

function advisorOf(usage: Json): { advisorPromptTokens: number | null; advisorCompletionTokens: number | null } {
  const advice = iterationsOf(usage, 'advisor_message');
  const total = (...names: string[]): number | null =>
    sum(...advice.flatMap((part) => names.map((name) => count(part[name]))));
  return {
    advisorPromptTokens: total('input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'),
    advisorCompletionTokens: total('output_tokens'),
  };
}

function iterationsOf(usage: Json, kind: string): Json[] {
  return objects(usage['iterations']).filter(({ type }) => type === kind);
}
