import { object, objects, text, type Json } from './json-reading.js';
import { readOpenAiUsage } from './openai-chat.js';
import { readingOf, type LlmResultReading } from './result-reading.js';

/** OpenAI audio transcription and image generation, as far as they bill by tokens. */
export function readOpenAiMedia(value: Json): LlmResultReading | null {
  const usage = object(value['usage']);
  const isImage = objects(value['data']).some((image) => text(image['b64_json'] ?? image['url']) !== null);
  const isTranscript = typeof value['text'] === 'string' && (usage !== undefined || 'duration' in value);
  if (!isImage && !isTranscript) return null;
  return readingOf({ ...readOpenAiUsage(usage), response: isTranscript ? text(value['text']) : null });
}
