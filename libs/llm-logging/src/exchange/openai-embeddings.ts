import { list, object, objects, text, type Json } from './json-reading.js';
import { readOpenAiUsage } from './openai-chat.js';
import { readingOf, type LlmResultReading } from './result-reading.js';

/** OpenAI Embeddings: the vectors are the application's data and stay out of the log. */
export function readOpenAiEmbeddings(value: Json): LlmResultReading | null {
  const [first] = objects(value['data']);
  const isEmbedding = list(first?.['embedding']).length > 0 || typeof first?.['embedding'] === 'string';
  if (!isEmbedding) return null;
  return readingOf({ ...readOpenAiUsage(object(value['usage'])), model: text(value['model']) });
}
