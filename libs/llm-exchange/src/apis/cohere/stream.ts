import { BoundedText } from '../../reading/bounded-text.js';
import { type Json, object, parsedOrText, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';
import { cohereCallOf, readCohereChat } from './answer.js';
import { readCohereUsage } from './usage.js';

const EVENTS = /^(message|content|tool-plan|tool-call|citation)-(start|delta|end)$/;
const FIRST_EVENTS = /^(stream-start|text-generation|tool-calls-generation|stream-end)$/;

/** Events of a streamed chat of either version. */
class CohereStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #calls = new Map<unknown, { call: Json; arguments: BoundedText }>();
  readonly #maxLength: number;
  #end: Json = {};

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
    this.#text = new BoundedText(maxLength);
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
      const started = cohereCallOf(call);
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

function recognises(event: Json): boolean {
  return EVENTS.test(String(event['type'])) || FIRST_EVENTS.test(String(event['event_type']));
}

/** How its streams are read. */
export const cohereStream: LlmApiStream = {
  recognises,
  isLast: ({ type }) => type === 'message-end',
  begin: (maxLength) => new CohereStream(maxLength),
};
