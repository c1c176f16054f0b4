import { count, list, object, objects, sum, text, type Json } from '../reading/json-reading.js';
import { readCohereUsage } from './cohere.js';
import { readOpenAiUsage } from './openai-usage.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';

/** OpenAI Embeddings and their like, rankings too: the numbers are the application's data and stay out of the log. */
export function readOpenAiEmbeddings(value: Json): LlmResultReading | null {
  const [first] = objects(value['data'] ?? value['results']);
  const isEmbedding = list(first?.['embedding']).length > 0 || typeof first?.['embedding'] === 'string';
  const isRanking = typeof first?.['relevance_score'] === 'number';
  if (!isEmbedding && !isRanking) return null;
  const billed = object(object(value['meta'])?.['billed_units']);
  const usage =
    billed === undefined ? readOpenAiUsage(object(value['usage'])) : readCohereUsage({ billed_units: billed });
  // All tokens of an embedding are the prompt's: Voyage tells their total alone.
  return readingOf({
    ...usage,
    promptTokens: usage.promptTokens ?? usage.totalTokens ?? null,
    model: text(value['model']),
  });
}

/** Vertex counts the tokens of each text. */
export function readVertexEmbeddings(value: Json): LlmResultReading | null {
  const embeddings = objects(value['predictions']).map(({ embeddings: made }) => object(made));
  if (embeddings[0] === undefined) return null;
  const counts = embeddings.map((made) => count(object(made?.['statistics'])?.['token_count']));
  const promptTokens = counts.includes(null) ? null : sum(...counts);
  return readingOf({ promptTokens, totalTokens: promptTokens });
}

/** Gemini's and Ollama's embeddings. */
export function readOtherEmbeddings(value: Json): LlmResultReading | null {
  const isGemini =
    list(object(value['embedding'])?.['values']).length > 0 ||
    objects(value['embeddings']).some(({ values }) => Array.isArray(values));
  const isOllama = list(list(value['embeddings'])[0]).length > 0 && typeof value['model'] === 'string';
  if (!isGemini && !isOllama) return null;
  const promptTokens = count(value['prompt_eval_count']) ?? count(object(value['usageMetadata'])?.['promptTokenCount']);
  return readingOf({ model: text(value['model']), promptTokens, totalTokens: promptTokens });
}
