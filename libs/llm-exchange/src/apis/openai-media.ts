import { detailsOf } from '../call/usage-details.js';
import { BoundedText } from '../reading/bounded-text.js';
import { amount, object, objects, text, type Json } from '../reading/json-reading.js';
import { readOpenAiUsage } from './openai-usage.js';
import { joinReadings, readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';

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

/** What an image model puts out is an image, where it does not tell its tokens apart. */
function paintedBy(usage: Partial<LlmResultReading>): Partial<LlmResultReading> {
  const { completionTokens, usageDetails } = usage;
  if (!completionTokens || usageDetails?.imageCompletionTokens !== undefined) return usage;
  return { ...usage, usageDetails: { ...usageDetails, imageCompletionTokens: completionTokens } };
}

/** What a model of speech puts out is sound. */
function spokenBy(usage: Partial<LlmResultReading>): Partial<LlmResultReading> {
  const { completionTokens, usageDetails } = usage;
  if (!completionTokens) return usage;
  return { ...usage, usageDetails: { ...usageDetails, audioCompletionTokens: completionTokens } };
}

const EVENTS =
  /^(transcript\.text\.(delta|segment|done)|image_(generation|edit)\.(partial_image|completed)|speech\.audio\.(delta|done))$/;

/** Events of a streamed transcription, of speech, or of an image that is painted bit by bit; usage comes with the last. */
export class OpenAiMediaStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #usage: Partial<LlmResultReading> = {};
  #isImage = false;
  #isSpeech = false;

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  static recognises(event: Json): boolean {
    return EVENTS.test(String(event['type']));
  }

  push(event: Json): boolean {
    this.#usage = joinReadings(this.#usage, readOpenAiUsage(object(event['usage'])));
    this.#isImage ||= String(event['type']).startsWith('image_');
    this.#isSpeech ||= String(event['type']).startsWith('speech.');
    const piece = text(event['delta']);
    if (event['type'] === 'transcript.text.delta' && piece !== null) this.#text.append(piece);
    return Boolean(piece ?? event['b64_json'] ?? event['audio']);
  }

  result(): LlmResultReading {
    const usage = this.#isImage ? paintedBy(this.#usage) : this.#isSpeech ? spokenBy(this.#usage) : this.#usage;
    return readingOf({ ...usage, response: this.#text.value });
  }
}
