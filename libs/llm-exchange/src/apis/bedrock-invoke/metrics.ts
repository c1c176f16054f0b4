import { count, type Json, sum } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** What Bedrock itself counts of a streamed `InvokeModel`, for models that report no tokens. */
export function withInvocationMetrics(reading: LlmResultReading, metrics: Json): LlmResultReading {
  if (reading.completionTokens !== null) return reading;
  if (reading.promptTokens !== null)
    return readingOf({ ...reading, completionTokens: count(metrics['outputTokenCount']) });
  const cachedPromptTokens = count(metrics['cacheReadInputTokenCount']);
  const cacheWriteTokens = count(metrics['cacheWriteInputTokenCount']);
  const input = count(metrics['inputTokenCount']);
  const promptTokens = input === null ? null : sum(input, cachedPromptTokens, cacheWriteTokens);
  const completionTokens = count(metrics['outputTokenCount']);
  return readingOf({ ...reading, promptTokens, completionTokens, cachedPromptTokens, cacheWriteTokens });
}
