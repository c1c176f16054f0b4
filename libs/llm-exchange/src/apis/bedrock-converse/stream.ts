import { BoundedText } from '../../reading/bounded-text.js';
import { type Json, object, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';
import { readConverse } from './answer.js';

const EVENTS = [
  'messageStart',
  'contentBlockStart',
  'contentBlockDelta',
  'contentBlockStop',
  'messageStop',
  'metadata',
];

/** Events of `ConverseStream`, each under its name as SDKs give them. */
class ConverseStream implements StreamAccumulator {
  readonly #blocks = new Map<unknown, { start: Json; text: BoundedText; input: BoundedText }>();
  readonly #maxLength: number;
  #end: Json = {};

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  push(event: Json): boolean {
    const stop = object(event['messageStop']);
    const metadata = object(event['metadata']);
    if (stop !== undefined) this.#end = { ...this.#end, stopReason: stop['stopReason'] };
    if (metadata !== undefined) this.#end = { ...this.#end, ...metadata };
    const start = object(event['contentBlockStart']);
    if (start !== undefined) this.#blockOf(start).start = object(start['start']) ?? {};
    const delta = object(event['contentBlockDelta']);
    return delta === undefined
      ? start !== undefined
      : this.#pushDelta(this.#blockOf(delta), object(delta['delta']) ?? {});
  }

  result(): LlmResultReading {
    const content = [...this.#blocks.values()].map(({ start, text: piece, input }) => {
      const use = object(start['toolUse']);
      return { text: piece.value, toolUse: use && { ...use, input: input.value ?? '' } };
    });
    return readConverse({ ...this.#end, output: { message: { content } } }) ?? readingOf({});
  }

  #blockOf(event: Json): { start: Json; text: BoundedText; input: BoundedText } {
    const index = event['contentBlockIndex'];
    const known = this.#blocks.get(index);
    if (known !== undefined) return known;
    const block = { start: {}, text: new BoundedText(this.#maxLength), input: new BoundedText(this.#maxLength) };
    this.#blocks.set(index, block);
    return block;
  }

  #pushDelta(block: { text: BoundedText; input: BoundedText }, delta: Json): boolean {
    const piece = text(delta['text']);
    const input = text(object(delta['toolUse'])?.['input']);
    if (piece !== null) block.text.append(piece);
    if (input !== null) block.input.append(input);
    return Boolean(piece ?? input ?? delta['reasoningContent']);
  }
}

function recognises(event: Json): boolean {
  return EVENTS.some((name) => object(event[name]) !== undefined);
}

/** How its streams are read. */
export const converseStream: LlmApiStream = {
  recognises,
  begin: (maxLength) => new ConverseStream(maxLength),
};
