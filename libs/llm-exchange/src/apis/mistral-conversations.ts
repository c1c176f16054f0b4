import type { LlmToolCall } from '../call/call-record.js';
import { detailsOf } from '../call/usage-details.js';
import { BoundedText } from '../reading/bounded-text.js';
import { count, joined, object, objects, parsedOrText, text, type Json } from '../reading/json-reading.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';
import { readOpenAiUsage } from './openai-usage.js';

/** Mistral's conversations with models and agents: https://docs.mistral.ai/api/endpoint/beta/conversations */
export function readMistralConversation(value: Json): LlmResultReading | null {
  if (value['object'] !== 'conversation.response') return null;
  const outputs = objects(value['outputs']);
  const messages = outputs.filter(({ type }) => type === 'message.output');
  const toolCalls = outputs.filter(({ type }) => type === 'function.call').map(toolCallOf);
  return readingOf({
    ...readConversationUsage(object(value['usage'])),
    model: text(messages.at(-1)?.['model']),
    response: joined(messages.flatMap(({ content }) => textsOf(content))),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: toolCalls.length > 0 ? 'tool_calls' : messages.length > 0 ? 'stop' : null,
  });
}

/** Pages of a document, as texts: https://docs.mistral.ai/api/endpoint/ocr */
export function readMistralOcr(value: Json): LlmResultReading | null {
  const usage = object(value['usage_info'] ?? value['usageInfo']);
  if (usage === undefined || !Array.isArray(value['pages'])) return null;
  const pages = objects(value['pages']).map((page) => text(page['markdown']));
  return readingOf({
    model: text(value['model']),
    response: pages.length === 0 ? null : pages.map((page) => page ?? '').join('\n\n'),
    usageDetails: detailsOf({ pages: count(usage['pages_processed'] ?? usage['pagesProcessed']) }),
  });
}

/** Tokens of what its own tools found are part of the prompt, and counted apart. */
function readConversationUsage(usage: Json | undefined): Partial<LlmResultReading> {
  const read = readOpenAiUsage(usage);
  const connectors = object(usage?.['connectors']);
  const found = count(usage?.['connector_tokens']) ?? 0;
  const searches = (count(connectors?.['web_search']) ?? 0) + (count(connectors?.['web_search_premium']) ?? 0);
  return {
    ...read,
    promptTokens: read.promptTokens === undefined || read.promptTokens === null ? null : read.promptTokens + found,
    completionTokens: count(usage?.['completion_tokens']),
    usageDetails: detailsOf({ ...read.usageDetails, webSearches: searches }),
  };
}

function textsOf(content: unknown): (string | null)[] {
  if (typeof content === 'string') return [content];
  const chunks = Array.isArray(content) ? objects(content) : [object(content) ?? {}];
  return chunks.map((chunk) => text(chunk['text']));
}

function toolCallOf(output: Json): LlmToolCall {
  return {
    id: text(output['tool_call_id']) ?? undefined,
    name: text(output['name']) ?? '',
    arguments: parsedOrText(output['arguments']),
  };
}

/** Events of a streamed conversation: pieces of messages and calls, at the end the usage. */
export class MistralConversationStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #calls = new Map<unknown, { call: Json; given: BoundedText }>();
  readonly #maxLength: number;
  #model: string | null = null;
  #usage: Json | undefined;
  #isOver = false;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
    this.#text = new BoundedText(maxLength);
  }

  static recognises(event: Json): boolean {
    return /^(conversation\.response|message\.output|function\.call|tool\.execution|agent\.handoff)\./.test(
      String(event['type']),
    );
  }

  push(event: Json): boolean {
    const { type } = event;
    if (type === 'conversation.response.done') {
      this.#usage = object(event['usage']);
      this.#isOver = true;
    }
    if (type === 'function.call.delta') this.#keepCall(event);
    if (type !== 'message.output.delta') return type === 'function.call.delta';
    this.#model = text(event['model']) ?? this.#model;
    for (const piece of textsOf(event['content'])) if (piece !== null) this.#text.append(piece);
    return true;
  }

  result(): LlmResultReading {
    const toolCalls = [...this.#calls.values()].map(({ call, given }) =>
      toolCallOf({ ...call, arguments: given.value ?? '' }),
    );
    const reason = toolCalls.length > 0 ? 'tool_calls' : 'stop';
    return readingOf({
      ...(this.#usage && readConversationUsage(this.#usage)),
      model: this.#model,
      response: this.#text.value,
      toolCalls: toolCalls.length === 0 ? null : toolCalls,
      finishReason: this.#isOver ? reason : null,
    });
  }

  #keepCall(event: Json): void {
    const id = event['tool_call_id'];
    const known = this.#calls.get(id) ?? { call: event, given: new BoundedText(this.#maxLength) };
    known.given.append(text(event['arguments']) ?? '');
    this.#calls.set(id, known);
  }
}
