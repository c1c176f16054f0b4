import { BoundedText } from '../../reading/bounded-text.js';
import { type Json, object } from '../../reading/json-reading.js';
import { joinReadings, type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';
import { isOllama, readOllama } from './answer.js';

class OllamaStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #last: LlmResultReading = readingOf({});

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  push(chunk: Json): boolean {
    const reading = readOllama(chunk);
    if (reading === null) return false;
    if (reading.response) this.#text.append(reading.response);
    const toolCalls = [...(this.#last.toolCalls ?? []), ...(reading.toolCalls ?? [])];
    this.#last = { ...joinReadings(this.#last, reading), toolCalls: toolCalls.length === 0 ? null : toolCalls };
    const thought = object(chunk['message'])?.['thinking'] ?? chunk['thinking'];
    return Boolean(reading.response) || reading.toolCalls !== null || Boolean(thought);
  }

  result(): LlmResultReading {
    return { ...this.#last, response: this.#text.value };
  }
}

/** How its streams are read. */
export const ollamaStream: LlmApiStream = {
  recognises: isOllama,
  isLast: ({ done }) => done === true,
  begin: (maxLength) => new OllamaStream(maxLength),
};
