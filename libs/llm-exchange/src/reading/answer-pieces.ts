import { BoundedText } from './bounded-text.js';
import type { Json } from './json-reading.js';
import { joinReadings, type LlmResultReading, readingOf } from './result-reading.js';
import type { LlmApiStream, StreamAccumulator } from './stream-accumulator.js';

type ReadPiece = (chunk: Json) => LlmResultReading | null;

/** Streams of which each chunk is an answer with the next piece of the text; the last counts are the whole's. */
export function streamOfPieces(read: ReadPiece): LlmApiStream {
  return {
    recognises: (chunk) => read(chunk) !== null,
    begin: (maxLength) => new AnswerPieces(read, maxLength),
  };
}

class AnswerPieces implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #read: ReadPiece;
  #last: LlmResultReading = readingOf({});

  constructor(read: ReadPiece, maxLength: number) {
    this.#read = read;
    this.#text = new BoundedText(maxLength);
  }

  push(chunk: Json): boolean {
    const reading = this.#read(chunk);
    if (reading === null) return false;
    if (reading.response) this.#text.append(reading.response);
    this.#last = joinReadings(this.#last, reading);
    return Boolean(reading.response);
  }

  result(): LlmResultReading {
    return readingOf({ ...this.#last, totalTokens: null, response: this.#text.value });
  }
}
