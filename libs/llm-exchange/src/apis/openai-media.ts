import { BoundedText } from '../reading/bounded-text.js';
import { object, objects, text, type Json } from '../reading/json-reading.js';
import { readOpenAiUsage } from './openai-usage.js';
import { joinReadings, readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';

/** OpenAI audio transcription and image generation, as far as they bill by tokens. */
export function readOpenAiMedia(value: Json): LlmResultReading | null {
  const isImage = objects(value['data']).some((image) => text(image['b64_json'] ?? image['url']) !== null);
  const transcript = text(value['text']);
  if (!isImage && transcript === null) return null;
  const usage = readOpenAiUsage(object(value['usage']));
  return readingOf({ ...(isImage ? paintedBy(usage) : usage), response: transcript });
}

/** What an image model puts out is an image, where it does not tell its tokens apart. */
function paintedBy(usage: Partial<LlmResultReading>): Partial<LlmResultReading> {
  const { completionTokens, usageDetails } = usage;
  if (!completionTokens || usageDetails?.imageCompletionTokens !== undefined) return usage;
  return { ...usage, usageDetails: { ...usageDetails, imageCompletionTokens: completionTokens } };
}

const EVENTS = /^(transcript\.text\.(delta|segment|done)|image_(generation|edit)\.(partial_image|completed))$/;

/** Events of a streamed transcription, or of an image that is painted bit by bit; usage comes with the last. */
export class OpenAiMediaStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #usage: Partial<LlmResultReading> = {};
  #isImage = false;

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  static recognises(event: Json): boolean {
    return EVENTS.test(String(event['type']));
  }

  push(event: Json): boolean {
    this.#usage = joinReadings(this.#usage, readOpenAiUsage(object(event['usage'])));
    this.#isImage ||= String(event['type']).startsWith('image_');
    const piece = text(event['delta']);
    if (event['type'] === 'transcript.text.delta' && piece !== null) this.#text.append(piece);
    return Boolean(piece ?? event['b64_json']);
  }

  result(): LlmResultReading {
    return readingOf({ ...(this.#isImage ? paintedBy(this.#usage) : this.#usage), response: this.#text.value });
  }
}
