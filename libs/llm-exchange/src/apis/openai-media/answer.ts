import { readOpenAiUsage } from '../openai-chat/usage.js';
import { detailsOf } from '../../call/usage-details.js';
import { amount, type Json, object, objects, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** OpenAI audio transcription and image generation, as far as they bill by tokens. */
export function readOpenAiMedia(value: Json): LlmResultReading | null {
  const images = [...objects(value['data']), ...objects(value['predictions'])].filter(isImage).length;
  const transcript = text(value['text']);
  if (images === 0 && transcript === null) return null;
  const usage = object(value['usage']);
  if (usage === undefined) return readingOf({ ...uncounted(value, images), response: transcript });
  const read = readOpenAiUsage(usage);
  return readingOf({ ...(images > 0 ? paintedBy(read) : read), response: transcript });
}

/** OpenAI's, or Google's Imagen. */
function isImage(image: Json): boolean {
  return text(image['b64_json'] ?? image['url'] ?? image['bytesBase64Encoded']) !== null;
}

/** Older models are billed by pictures and by the length of the sound, and count nothing. */
function uncounted(value: Json, images: number): Partial<LlmResultReading> {
  return { usageDetails: detailsOf({ images, audioSeconds: amount(value['duration']) }) };
}

/** All tokens that an image model puts out are an image's, where its usage has no details. */
export function paintedBy(usage: Partial<LlmResultReading>): Partial<LlmResultReading> {
  const { completionTokens, usageDetails } = usage;
  if (!completionTokens || usageDetails?.imageCompletionTokens !== undefined) return usage;
  return { ...usage, usageDetails: { ...usageDetails, imageCompletionTokens: completionTokens } };
}
