import { BoundedText } from '../reading/bounded-text.js';
import { count, joined, object, objects, parsedOrText, sum, text, type Json } from '../reading/json-reading.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';

/** Anthropic Messages: https://docs.anthropic.com/en/api/messages */
export function readAnthropicMessage(value: Json): LlmResultReading | null {
  if (value['type'] !== 'message' || !Array.isArray(value['content'])) return null;
  const blocks = objects(value['content']);
  const toolCalls = blocks
    .filter(({ type }) => type === 'tool_use')
    .map((block) => ({
      id: text(block['id']) ?? undefined,
      name: text(block['name']) ?? '',
      // Helpers of the SDK parse the input on demand, from what they keep beside it.
      arguments: parsedOrText(block['input'] ?? block['__json_buf']),
    }));
  return readingOf({
    ...readAnthropicUsage(object(value['usage'])),
    provider: 'anthropic',
    model: text(value['model']),
    response: joined(blocks.filter(({ type }) => type === 'text').map((block) => text(block['text']))),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(value['stop_reason']),
  });
}

/** Anthropic's `input_tokens` leave out what was read from and written to the cache; ours count all. */
function readAnthropicUsage(usage: Json | undefined): Partial<LlmResultReading> {
  if (usage === undefined) return {};
  const input = count(usage['input_tokens']);
  const cachedPromptTokens = count(usage['cache_read_input_tokens']);
  const cacheWriteTokens = count(usage['cache_creation_input_tokens']);
  const promptTokens = input === null ? null : sum(input, cachedPromptTokens, cacheWriteTokens);
  return {
    promptTokens,
    completionTokens: count(usage['output_tokens']),
    cachedPromptTokens,
    cacheWriteTokens,
    reasoningTokens: count(object(usage['output_tokens_details'])?.['thinking_tokens']),
  };
}

const EVENTS: ReadonlySet<unknown> = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
]);

/** Events of a streamed message. */
export class AnthropicStream implements StreamAccumulator {
  readonly #blocks = new Map<unknown, { block: Json; text: BoundedText; json: BoundedText }>();
  readonly #maxLength: number;
  #message: Json = {};
  #usage: Json = {};

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  static recognises(event: Json): boolean {
    return EVENTS.has(event['type']);
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
        this.#usage = { ...this.#usage, ...said(object(event['usage'])) };
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
    return readAnthropicMessage({ type: 'message', ...this.#message, content, usage: this.#usage }) ?? readingOf({});
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

/** The counts of a later event are the whole's; the ones that it does not know are not. */
function said(usage: Json = {}): Json {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));
}
