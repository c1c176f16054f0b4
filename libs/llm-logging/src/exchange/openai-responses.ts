import type { LlmToolCall } from '../call/call-record.js';
import { BoundedText } from './bounded-text.js';
import { joined, object, objects, parsedOrText, text, type Json } from './json-reading.js';
import { readOpenAiUsage } from './openai-chat.js';
import { readingOf, type LlmResultReading } from './result-reading.js';
import type { StreamAccumulator } from './stream-accumulator.js';

/** OpenAI Responses: https://platform.openai.com/docs/api-reference/responses/object */
export function readOpenAiResponse(value: Json): LlmResultReading | null {
  if (value['object'] !== 'response') return null;
  const output = objects(value['output']);
  const toolCalls = output.filter(({ type }) => type === 'function_call').map(toolCallOf);
  return readingOf({
    ...readOpenAiUsage(object(value['usage'])),
    model: text(value['model']),
    response: joined(
      output.flatMap(({ content }) => objects(content).map((part) => text(part['text'] ?? part['refusal']))),
    ),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(object(value['incomplete_details'])?.['reason']) ?? text(value['status']),
  });
}

function toolCallOf(item: Json): LlmToolCall {
  return {
    id: text(item['call_id']) ?? undefined,
    name: text(item['name']) ?? '',
    arguments: parsedOrText(item['arguments']),
  };
}

/** Events of a streamed response: the last one holds the whole; one cut short has its text deltas. */
export class OpenAiResponseStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #response: Json | undefined;

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  static recognises(event: Json): boolean {
    return typeof event['type'] === 'string' && event['type'].startsWith('response.');
  }

  push(event: Json): boolean {
    this.#response = object(event['response']) ?? this.#response;
    const type = event['type'] as string;
    const delta = text(event['delta']);
    if (type === 'response.output_text.delta' && delta !== null) this.#text.append(delta);
    return type.endsWith('.delta');
  }

  result(): LlmResultReading {
    const reading = this.#response && readOpenAiResponse({ object: 'response', ...this.#response });
    return { ...(reading ?? readingOf({})), response: reading?.response ?? this.#text.value };
  }
}
