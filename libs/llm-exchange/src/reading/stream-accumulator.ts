import type { Json } from './json-reading.js';
import type { LlmResultReading } from './result-reading.js';

/** Puts the chunks of one API's streams together. */
export interface StreamAccumulator {
  /** @returns whether the chunk carries content: text, reasoning, a tool call. */
  push(chunk: Json): boolean;
  /** What the chunks so far say. */
  result(): LlmResultReading;
}
