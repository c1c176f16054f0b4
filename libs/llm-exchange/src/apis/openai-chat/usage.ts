import { detailsOf } from '../../call/usage-details.js';
import { amount, count, type Json, object } from '../../reading/json-reading.js';
import type { LlmResultReading } from '../../reading/result-reading.js';
import { readServerTools } from '../../reading/server-tools.js';

/**
 * `usage` of the OpenAI family. Prompt tokens include cached ones, completion tokens reasoning ones; xAI and Google's
 * compatible API leave reasoning out of the completion and count it in the total only; Perplexity counts it separately only. DeepSeek, Mistral and Together
 * name cache hits otherwise, Mistral's SDK writes in camel case, OpenRouter, Perplexity, xAI and DeepInfra add what the call cost.
 */
export function readOpenAiUsage(usage: Json | undefined): Partial<LlmResultReading> {
  if (usage === undefined) return {};
  const prompt = firstObject(
    usage['prompt_tokens_details'],
    usage['input_tokens_details'],
    usage['input_token_details'],
    usage['promptTokensDetails'],
  );
  const completion = firstObject(
    usage['completion_tokens_details'],
    usage['output_tokens_details'],
    usage['output_token_details'],
    usage['completionTokensDetails'],
  );
  const promptTokens = count(usage['prompt_tokens'] ?? usage['input_tokens'] ?? usage['promptTokens']);
  const completionTokens = count(usage['completion_tokens'] ?? usage['output_tokens'] ?? usage['completionTokens']);
  const totalTokens = count(usage['total_tokens'] ?? usage['totalTokens']);
  const separate = count(usage['reasoning_tokens']);
  const audioSeconds = amount(usage['prompt_audio_seconds'] ?? usage['promptAudioSeconds'] ?? usage['seconds']);
  const beside = audioSeconds === null ? null : tokensBeside(promptTokens, completionTokens, totalTokens);
  const audioPromptTokens = count(prompt?.['audio_tokens']);
  const audioCompletionTokens = count(completion?.['audio_tokens']);
  const cached = object(prompt?.['cached_tokens_details']);
  return {
    promptTokens,
    completionTokens:
      beside === null ? wholeCompletion(promptTokens, completionTokens, totalTokens, separate) : completionTokens,
    totalTokens,
    cachedPromptTokens: count(
      prompt?.['cached_tokens'] ??
        prompt?.['cachedTokens'] ??
        usage['prompt_cache_hit_tokens'] ??
        usage['num_cached_tokens'] ??
        usage['cached_tokens'] ??
        usage['cache_read_input_tokens'],
    ),
    cacheWriteTokens: count(
      prompt?.['cache_write_tokens'] ??
        prompt?.['cache_creation_tokens'] ??
        prompt?.['cache_creation_input_tokens'] ??
        usage['cache_creation_input_tokens'],
    ),
    reasoningTokens: count(completion?.['reasoning_tokens'] ?? completion?.['reasoningTokens']) ?? separate,
    audioPromptTokens,
    audioCompletionTokens,
    usageDetails: detailsOf({
      audioPromptTokens: audioPromptTokens ?? beside,
      audioCompletionTokens,
      imagePromptTokens: count(prompt?.['image_tokens']),
      imageCompletionTokens: count(completion?.['image_tokens']),
      cachedAudioTokens: count(cached?.['audio_tokens']),
      cachedImageTokens: count(cached?.['image_tokens']),
      citationTokens: count(usage['citation_tokens']),
      pages: count(usage['pages_processed']),
      audioSeconds,
      ...readServerTools(usage),
    }),
    providerCost: costIn(usage),
  };
}

function firstObject(...values: unknown[]): Json | undefined {
  return values.map(object).find((value) => value !== undefined);
}

/** Mistral counts the tokens of sound in the total only. */
function tokensBeside(prompt: number | null, completion: number | null, total: number | null): number | null {
  if (prompt === null || completion === null || total === null) return null;
  return Math.max(total - prompt - completion, 0);
}

/** The total shows what the completion leaves out; so does reasoning that is counted separately and is more than the completion. */
function wholeCompletion(
  prompt: number | null,
  completion: number | null,
  total: number | null,
  separate: number | null,
): number | null {
  if (completion === null) return null;
  const whole = prompt === null || total === null ? completion : Math.max(completion, total - prompt);
  return separate !== null && separate > whole ? whole + separate : whole;
}

/** xAI counts in ticks, of which ten thousand million are a dollar. */
const TICKS_PER_USD = 1e10;

function costIn(usage: Json): number | null {
  const ticks = amount(usage['cost_in_usd_ticks']);
  if (ticks !== null) return ticks / TICKS_PER_USD;
  return amount(usage['cost']) ?? amount(object(usage['cost'])?.['total_cost']) ?? amount(usage['estimated_cost']);
}
