import { BoundedText } from '../../reading/bounded-text.js';
import { type Json, object, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';
import { readAnthropicMessage } from './answer.js';

const EVENTS: ReadonlySet<unknown> = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
]);

/** Events of a streamed message. */
class AnthropicStream implements StreamAccumulator {
  readonly #blocks = new Map<unknown, { block: Json; text: BoundedText; json: BoundedText }>();
  readonly #maxLength: number;
  #message: Json = {};
  #usage: Json = {};
  /** The output count of the first event is a place-holder, which the last one replaces. */
  #isCounted = false;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  push(event: Json): boolean {
    switch (event['type']) {
      case 'message_start':
        this.#message = { ...object(event['message']) };
        this.#usage = { ...object(this.#message['usage']) };
        return false;
      case 'content_block_start':
        this.#blocks.set(event['index'], {
          block: object(event['content_block']) ?? {},
          text: new BoundedText(this.#maxLength),
          json: new BoundedText(this.#maxLength),
        });
        return object(event['content_block'])?.['type'] === 'tool_use';
      case 'content_block_delta':
        return this.#pushDelta(event['index'], object(event['delta']) ?? {});
      case 'message_delta':
        this.#message = { ...this.#message, ...object(event['delta']) };
        this.#pushUsage(said(object(event['usage'])));
        return false;
      default:
        return false;
    }
  }

  result(): LlmResultReading {
    const content = [...this.#blocks.values()].map(({ block, text: piece, json }) => ({
      ...block,
      text: piece.value ?? block['text'],
      input: json.value ?? block['input'],
    }));
    const usage = this.#isCounted ? this.#usage : { ...this.#usage, output_tokens: null };
    return readAnthropicMessage({ type: 'message', ...this.#message, content, usage }) ?? readingOf({});
  }

  #pushUsage(usage: Json): void {
    this.#usage = { ...this.#usage, ...usage };
    this.#isCounted ||= usage['output_tokens'] !== undefined;
  }

  #pushDelta(index: unknown, delta: Json): boolean {
    const block = this.#blocks.get(index);
    const piece = text(delta['text']);
    const json = text(delta['partial_json']);
    if (piece !== null) block?.text.append(piece);
    if (json !== null) block?.json.append(json);
    return Boolean(piece ?? json ?? delta['thinking']);
  }
}

/** The counts of a later event are totals; those that are null replace nothing. */
function said(usage: Json = {}): Json {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));
}

function recognises(event: Json): boolean {
  return EVENTS.has(event['type']);
}

/** How its streams are read. */
export const anthropicStream: LlmApiStream = {
  recognises,
  isLast: ({ type }) => type === 'message_stop',
  begin: (maxLength) => new AnthropicStream(maxLength),
};
