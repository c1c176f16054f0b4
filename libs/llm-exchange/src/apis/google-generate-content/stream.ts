import type { LlmToolCall } from '../../call/call-record.js';
import { BoundedText } from '../../reading/bounded-text.js';
import { type Json, object, objects } from '../../reading/json-reading.js';
import { joinReadings, type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';
import { isGoogleContent, readGoogleContent } from './answer.js';

/** Chunks of `streamGenerateContent`: each an answer of its own with the next piece; the last usage counts. */
class GoogleContentStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #toolCalls: LlmToolCall[] = [];
  #last: LlmResultReading = readingOf({});

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  push(chunk: Json): boolean {
    const reading = readGoogleContent(chunk);
    if (reading === null) return false;
    if (reading.response !== null) this.#text.append(reading.response);
    this.#toolCalls.push(...(reading.toolCalls ?? []));
    this.#last = joinReadings(this.#last, reading);
    const parts = objects(object(objects(chunk['candidates'])[0]?.['content'])?.['parts']);
    return parts.some((part) => Boolean(part['text']) || part['functionCall'] !== undefined);
  }

  result(): LlmResultReading {
    return {
      ...this.#last,
      response: this.#text.value,
      toolCalls: this.#toolCalls.length === 0 ? null : this.#toolCalls,
    };
  }
}

/** How its streams are read. */
export const googleContentStream: LlmApiStream = {
  recognises: isGoogleContent,
  begin: (maxLength) => new GoogleContentStream(maxLength),
};
