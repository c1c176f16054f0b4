import { readOpenAiUsage } from '../openai-chat/usage.js';
import { BoundedText } from '../../reading/bounded-text.js';
import { type Json, object, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';
import { readRealtimeResponse } from './answer.js';

const SAID = /^response\.(output_)?(text|audio_transcript)\.delta$/;
const TRANSCRIBED = 'conversation.item.input_audio_transcription.';

/** Events of one response, or of the transcription of what the user said, which is billed separately. */
class OpenAiRealtimeStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #response: Json | undefined;
  #transcribed: LlmResultReading | undefined;

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  push(event: Json): boolean {
    const type = String(event['type']);
    const response = object(event['response']);
    if (response !== undefined) this.#response = response;
    if (type === `${TRANSCRIBED}completed`)
      this.#transcribed = readingOf({
        ...readOpenAiUsage(object(event['usage'])),
        response: text(event['transcript']),
        finishReason: 'completed',
      });
    const delta = text(event['delta']);
    if (SAID.test(type) && delta !== null) this.#text.append(delta);
    return type.endsWith('.delta');
  }

  result(): LlmResultReading {
    if (this.#transcribed !== undefined) return this.#transcribed;
    const whole = this.#response && readRealtimeResponse({ ...this.#response, object: 'realtime.response' });
    const reading = whole ?? readingOf({});
    return {
      ...reading,
      response: reading.response ?? this.#text.value,
      finishReason: reading.finishReason === 'in_progress' ? null : reading.finishReason,
    };
  }
}

function recognises(event: Json): boolean {
  const isOfResponse = object(event['response'])?.['object'] === 'realtime.response';
  return isOfResponse || String(event['type']).startsWith(TRANSCRIBED);
}

/** How its streams are read. */
export const openAiRealtimeStream: LlmApiStream = {
  recognises,
  isLast: ({ type }) => type === 'response.done',
  begin: (maxLength) => new OpenAiRealtimeStream(maxLength),
};
