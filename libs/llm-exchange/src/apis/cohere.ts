import { detailsOf, type LlmUsageDetails } from '../call/usage-details.js';
import { BoundedText } from '../reading/bounded-text.js';
import type { LlmToolCall } from '../call/call-record.js';
import { count, joined, object, objects, parsedOrText, text, type Json } from '../reading/json-reading.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';

/** Cohere Chat, versions 1 and 2: https://docs.cohere.com/reference/chat */
export function readCohereChat(value: Json): LlmResultReading | null {
  const message = object(value['message']);
  const isFirst = typeof value['text'] === 'string' && typeof value['generation_id'] === 'string';
  const isSecond = message !== undefined && typeof value['finish_reason'] === 'string' && !('choices' in value);
  if (!isFirst && !isSecond) return null;
  const toolCalls = objects(message?.['tool_calls'] ?? value['tool_calls']).map(toolCallOf);
  const content = objects(message?.['content']).filter(({ type }) => type === 'text');
  return readingOf({
    ...readCohereUsage(object(value['usage']) ?? object(value['meta'])),
    provider: 'cohere',
    response: isFirst ? text(value['text']) : joined(content.map((part) => text(part['text']))),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(value['finish_reason']),
  });
}

/** Cohere Embed: https://docs.cohere.com/reference/embed */
export function readCohereEmbed(value: Json): LlmResultReading | null {
  if (value['embeddings'] === undefined || object(value['meta']) === undefined) return null;
  const usage = readCohereUsage(object(value['meta']));
  return readingOf({ ...usage, provider: 'cohere', totalTokens: usage.promptTokens ?? null });
}

/** `tokens` are what the model saw; `billed_units` leave out Cohere's own instructions, and stand in where they are all there is. */
export function readCohereUsage(usage: Json | undefined): Partial<LlmResultReading> {
  const billed = object(usage?.['billed_units']);
  const tokens = object(usage?.['tokens']) ?? billed;
  const promptTokens = count(tokens?.['input_tokens']);
  const completionTokens = count(tokens?.['output_tokens']);
  return {
    promptTokens,
    completionTokens,
    totalTokens: promptTokens === null || completionTokens === null ? null : promptTokens + completionTokens,
    cachedPromptTokens: count(usage?.['cached_tokens']),
    usageDetails: detailsOf({
      ...(tokens !== billed && billedOf(billed)),
      searchUnits: count(billed?.['search_units']),
    }),
  };
}

function billedOf(billed: Json | undefined): LlmUsageDetails {
  return {
    billedPromptTokens: count(billed?.['input_tokens']) ?? undefined,
    billedCompletionTokens: count(billed?.['output_tokens']) ?? undefined,
  };
}

function toolCallOf(call: Json): LlmToolCall {
  const called = object(call['function']) ?? call;
  return {
    id: text(call['id']) ?? undefined,
    name: text(called['name']) ?? '',
    arguments: parsedOrText(called['arguments'] ?? called['parameters']),
  };
}

const EVENTS = /^(message|content|tool-plan|tool-call|citation)-(start|delta|end)$/;
const FIRST_EVENTS = /^(stream-start|text-generation|tool-calls-generation|stream-end)$/;

/** Events of a streamed chat of either version. */
export class CohereStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #calls = new Map<unknown, { call: Json; arguments: BoundedText }>();
  readonly #maxLength: number;
  #end: Json = {};

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
    this.#text = new BoundedText(maxLength);
  }

  static recognises(event: Json): boolean {
    return EVENTS.test(String(event['type'])) || FIRST_EVENTS.test(String(event['event_type']));
  }

  push(event: Json): boolean {
    const delta = object(event['delta']);
    const message = object(delta?.['message']);
    switch (event['type'] ?? event['event_type']) {
      case 'text-generation':
        return this.#append(text(event['text']));
      case 'stream-end':
        this.#end = object(event['response']) ?? {};
        return false;
      case 'content-delta':
        return this.#append(text(object(message?.['content'])?.['text']));
      case 'tool-call-start':
        this.#calls.set(event['index'], {
          call: object(message?.['tool_calls']) ?? {},
          arguments: new BoundedText(this.#maxLength),
        });
        return true;
      case 'tool-call-delta': {
        const called = object(object(message?.['tool_calls'])?.['function']);
        this.#calls.get(event['index'])?.arguments.append(text(called?.['arguments']) ?? '');
        return true;
      }
      case 'tool-plan-delta':
        return true;
      case 'message-end':
        this.#end = delta ?? {};
        return false;
      default:
        return false;
    }
  }

  result(): LlmResultReading {
    const toolCalls = [...this.#calls.values()].map(({ call, arguments: given }) => {
      const started = toolCallOf(call);
      return given.value ? { ...started, arguments: parsedOrText(given.value) } : started;
    });
    const whole = readCohereChat({ generation_id: '', text: '', ...this.#end }) ?? readingOf({ provider: 'cohere' });
    return {
      ...whole,
      ...readCohereUsage(object(this.#end['usage']) ?? object(this.#end['meta'])),
      response: this.#text.value,
      toolCalls: toolCalls.length > 0 ? toolCalls : whole.toolCalls,
    };
  }

  #append(piece: string | null): boolean {
    if (piece) this.#text.append(piece);
    return Boolean(piece);
  }
}
