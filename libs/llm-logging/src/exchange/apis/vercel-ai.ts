import { BoundedText } from '../reading/bounded-text.js';
import { count, object, objects, text, type Json } from '../reading/json-reading.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';

/** Results of the Vercel AI SDK's `generateText` and `generateObject`: https://ai-sdk.dev/docs/reference */
export function readVercelResult(value: Json): LlmResultReading | null {
  const usage = object(value['totalUsage']) ?? object(value['usage']);
  const answer = text(value['text']) ?? (value['object'] === undefined ? null : JSON.stringify(value['object']));
  if (usage === undefined || answer === null || text(value['finishReason']) === null) return null;
  const toolCalls = objects(value['toolCalls']).map(toolCallOf);
  return readingOf({
    ...readVercelUsage(usage),
    model: text(object(value['response'])?.['modelId']),
    response: answer,
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(value['finishReason']),
  });
}

function readVercelUsage(usage: Json | undefined): Partial<LlmResultReading> {
  return {
    promptTokens: count(usage?.['inputTokens'] ?? usage?.['promptTokens']),
    completionTokens: count(usage?.['outputTokens'] ?? usage?.['completionTokens']),
    totalTokens: count(usage?.['totalTokens']),
    cachedPromptTokens: count(usage?.['cachedInputTokens']),
    reasoningTokens: count(usage?.['reasoningTokens']),
  };
}

function toolCallOf(call: Json): { id?: string; name: string; arguments: unknown } {
  return {
    id: text(call['toolCallId']) ?? undefined,
    name: text(call['toolName']) ?? '',
    arguments: call['input'] ?? call['args'] ?? {},
  };
}

const PARTS = /^(text|reasoning|tool-call|tool-input|start|finish|source|file|stream)(-|$)/;

/** Parts of the `fullStream`. */
export class VercelStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #reading: LlmResultReading = readingOf({});

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  static recognises(part: Json): boolean {
    return typeof part['type'] === 'string' && PARTS.test(part['type']);
  }

  push(part: Json): boolean {
    const piece = text(part['text'] ?? part['textDelta'] ?? part['delta']);
    if (part['type'] === 'text-delta' && piece !== null) this.#text.append(piece);
    if (part['type'] === 'tool-call') this.#reading.toolCalls = [...(this.#reading.toolCalls ?? []), toolCallOf(part)];
    if (part['type'] === 'finish-step') this.#reading.model = text(object(part['response'])?.['modelId']);
    if (part['type'] === 'finish') {
      const usage = readVercelUsage(object(part['totalUsage']) ?? object(part['usage']));
      Object.assign(this.#reading, usage, { finishReason: text(part['finishReason']) });
    }
    return Boolean(piece) || part['type'] === 'tool-call';
  }

  result(): LlmResultReading {
    return { ...this.#reading, response: this.#text.value };
  }
}
