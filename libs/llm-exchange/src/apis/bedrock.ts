import type { LlmToolCall } from '../call/call-record.js';
import { detailsOf } from '../call/usage-details.js';
import { BoundedText } from '../reading/bounded-text.js';
import { count, joined, object, objects, parsedOrText, sum, text, type Json } from '../reading/json-reading.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import { readServiceTier } from '../reading/service-tier.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';

/** AWS Bedrock Converse: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
export function readConverse(value: Json): LlmResultReading | null {
  const message = object(object(value['output'])?.['message']);
  if (message === undefined) return null;
  const blocks = objects(message['content']);
  const toolCalls = blocks.flatMap((block) => toolCallsOf(object(block['toolUse'])));
  return readingOf({
    ...readConverseUsage(object(value['usage'])),
    serviceTier: readServiceTier(value['serviceTier']),
    provider: 'bedrock',
    response: joined(blocks.map((block) => text(block['text']))),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(value['stopReason']),
  });
}

/** Bedrock's `inputTokens` leave out what was read from and written to the cache; ours count all. */
function readConverseUsage(usage: Json | undefined): Partial<LlmResultReading> {
  const cachedPromptTokens = count(usage?.['cacheReadInputTokens'] ?? usage?.['cacheReadInputTokenCount']);
  const cacheWriteTokens = count(usage?.['cacheWriteInputTokens'] ?? usage?.['cacheWriteInputTokenCount']);
  const input = count(usage?.['inputTokens']);
  return {
    promptTokens: input === null ? null : sum(input, cachedPromptTokens, cacheWriteTokens),
    completionTokens: count(usage?.['outputTokens']),
    totalTokens: count(usage?.['totalTokens']),
    cachedPromptTokens,
    cacheWriteTokens,
    usageDetails: detailsOf({
      cacheWrite5mTokens: writtenFor(usage, '5m'),
      cacheWrite1hTokens: writtenFor(usage, '1h'),
    }),
  };
}

/** What was written to the cache, by how long it is kept. */
function writtenFor(usage: Json | undefined, ttl: string): number | null {
  const those = objects(usage?.['cacheDetails']).filter((detail) => detail['ttl'] === ttl);
  return sum(...those.map((detail) => count(detail['inputTokens'])));
}

function toolCallsOf(use: Json | undefined): LlmToolCall[] {
  if (use === undefined) return [];
  const id = text(use['toolUseId']) ?? undefined;
  return [{ id, name: text(use['name']) ?? '', arguments: parsedOrText(use['input']) }];
}

const EVENTS = [
  'messageStart',
  'contentBlockStart',
  'contentBlockDelta',
  'contentBlockStop',
  'messageStop',
  'metadata',
];

/** Events of `ConverseStream`, each under its name as SDKs give them. */
export class ConverseStream implements StreamAccumulator {
  readonly #blocks = new Map<unknown, { start: Json; text: BoundedText; input: BoundedText }>();
  readonly #maxLength: number;
  #end: Json = {};

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  static recognises(event: Json): boolean {
    return EVENTS.some((name) => object(event[name]) !== undefined);
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
