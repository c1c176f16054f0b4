import { readOpenAiUsage } from '../openai-chat/usage.js';
import { BoundedText } from '../../reading/bounded-text.js';
import { type Json, object, text } from '../../reading/json-reading.js';
import { joinReadings, type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';
import { paintedBy } from './answer.js';

/** All tokens that a model of speech puts out are sound. */
function spokenBy(usage: Partial<LlmResultReading>): Partial<LlmResultReading> {
  const { completionTokens, usageDetails } = usage;
  if (!completionTokens) return usage;
  return { ...usage, usageDetails: { ...usageDetails, audioCompletionTokens: completionTokens } };
}

const EVENTS =
  /^(transcript\.text\.(delta|segment|done)|image_(generation|edit)\.(partial_image|completed)|speech\.audio\.(delta|done))$/;

/** Events of a streamed transcription, of speech, or of an image that is painted bit by bit; usage comes with the last. */
class OpenAiMediaStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #usage: Partial<LlmResultReading> = {};
  #isImage = false;
  #isSpeech = false;

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
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

function recognises(event: Json): boolean {
  return EVENTS.test(String(event['type']));
}

/** How its streams are read. */
export const openAiMediaStream: LlmApiStream = {
  recognises,
  isLast: ({ type }) => type === 'transcript.text.done' || type === 'speech.audio.done',
  begin: (maxLength) => new OpenAiMediaStream(maxLength),
};
