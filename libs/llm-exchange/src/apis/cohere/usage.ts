import { detailsOf, type LlmUsageDetails } from '../../call/usage-details.js';
import { count, type Json, object } from '../../reading/json-reading.js';
import type { LlmResultReading } from '../../reading/result-reading.js';

/** `tokens` are what the model saw; `billed_units` leave out Cohere's own instructions, and stand in where they are all there is. */
export function readCohereUsage(usage: Json | undefined): Partial<LlmResultReading> {
  const billed = object(usage?.['billed_units']);
  const tokens = object(usage?.['tokens']) ?? billed;
  const promptTokens = count(tokens?.['input_tokens']);
  const completionTokens = count(tokens?.['output_tokens']);
  return {
    promptTokens,
    completionTokens,
    totalTokens: promptTokens === null || completionTokens === null ? null : promptTokens + completionTokens,
    cachedPromptTokens: count(usage?.['cached_tokens']),
    usageDetails: detailsOf({
      ...(tokens !== billed && billedOf(billed)),
      searchUnits: count(billed?.['search_units']),
    }),
  };
}

function billedOf(billed: Json | undefined): LlmUsageDetails {
  return {
    billedPromptTokens: count(billed?.['input_tokens']) ?? undefined,
    billedCompletionTokens: count(billed?.['output_tokens']) ?? undefined,
  };
}
