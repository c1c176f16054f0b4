import { BoundedText } from '../reading/bounded-text.js';
import { count, object, objects, parsedOrText, text, type Json } from '../reading/json-reading.js';
import { joinReadings, readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';

/** Ollama's own `chat` and `generate`: https://docs.ollama.com/api */
export function readOllama(value: Json): LlmResultReading | null {
  if (!OllamaStream.recognises(value)) return null;
  const message = object(value['message']);
  const toolCalls = objects(message?.['tool_calls']).map((call) => {
    const called = object(call['function']);
    return {
      id: text(call['id']) ?? undefined,
      name: text(called?.['name']) ?? '',
      arguments: parsedOrText(called?.['arguments']),
    };
  });
  return readingOf({
    provider: 'ollama',
    model: text(value['model']),
    response: text(message?.['content']) ?? text(value['response']),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(value['done_reason']),
    promptTokens: count(value['prompt_eval_count']),
    completionTokens: count(value['eval_count']),
  });
}

export class OllamaStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #last: LlmResultReading = readingOf({});

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  static recognises(chunk: Json): boolean {
    return (
      typeof chunk['done'] === 'boolean' &&
      (object(chunk['message']) !== undefined || typeof chunk['response'] === 'string')
    );
  }

  push(chunk: Json): boolean {
    const reading = readOllama(chunk);
    if (reading === null) return false;
    if (reading.response) this.#text.append(reading.response);
    const toolCalls = [...(this.#last.toolCalls ?? []), ...(reading.toolCalls ?? [])];
    this.#last = { ...joinReadings(this.#last, reading), toolCalls: toolCalls.length === 0 ? null : toolCalls };
    const thought = object(chunk['message'])?.['thinking'] ?? chunk['thinking'];
    return Boolean(reading.response) || reading.toolCalls !== null || Boolean(thought);
  }

  result(): LlmResultReading {
    return { ...this.#last, response: this.#text.value };
  }
}
