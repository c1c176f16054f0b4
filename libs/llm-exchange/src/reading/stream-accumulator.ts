import type { Json } from './json-reading.js';
import type { LlmResultReading } from './result-reading.js';

/** Puts the chunks of one stream together. */
export interface StreamAccumulator {
  /** @returns whether the chunk carries content: text, reasoning, a tool call. */
  push(chunk: Json): boolean;
  /** What the chunks so far say. */
  result(): LlmResultReading;
}

/** How the streams of one API are read. */
export interface LlmApiStream {
  /** Whether a chunk is one of this API's. */
  recognises(chunk: Json): boolean;
  /** Whether nothing to read follows this event: some SDKs stop there. */
  isLast?(event: Json): boolean;
  /** @param maxLength texts are kept up to this many characters. */
  begin(maxLength: number): StreamAccumulator;
}
