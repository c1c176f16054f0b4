import { count, list, object, objects, text, type Json } from './json-reading.js';
import { readOpenAiUsage } from './openai-chat.js';
import { readingOf, type LlmResultReading } from './result-reading.js';

/** OpenAI Embeddings and their like: the vectors are the application's data and stay out of the log. */
export function readOpenAiEmbeddings(value: Json): LlmResultReading | null {
  const [first] = objects(value['data']);
  const isEmbedding = list(first?.['embedding']).length > 0 || typeof first?.['embedding'] === 'string';
  if (!isEmbedding) return null;
  const usage = readOpenAiUsage(object(value['usage']));
  // All tokens of an embedding are the prompt's: Voyage tells their total alone.
  return readingOf({
    ...usage,
    promptTokens: usage.promptTokens ?? usage.totalTokens ?? null,
    model: text(value['model']),
  });
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
