import { readCohereUsage } from '../cohere/usage.js';
import { readOpenAiUsage } from '../openai-chat/usage.js';
import { type Json, list, object, objects, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** OpenAI Embeddings and their like, rankings too: the numbers are the application's data and stay out of the log. */
export function readOpenAiEmbeddings(value: Json): LlmResultReading | null {
  const [first] = objects(value['data'] ?? value['results']);
  const isEmbedding = list(first?.['embedding']).length > 0 || typeof first?.['embedding'] === 'string';
  const isRanking = typeof first?.['relevance_score'] === 'number';
  if (!isEmbedding && !isRanking) return null;
  const billed = object(object(value['meta'])?.['billed_units']);
  const usage =
    billed === undefined ? readOpenAiUsage(object(value['usage'])) : readCohereUsage({ billed_units: billed });
  // All tokens of an embedding are the prompt's: Voyage reports their total only.
  return readingOf({
    ...usage,
    promptTokens: usage.promptTokens ?? usage.totalTokens ?? null,
    model: text(value['model']),
  });
}
