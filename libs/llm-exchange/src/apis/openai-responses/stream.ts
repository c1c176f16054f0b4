import type { LlmToolCall } from '../../call/call-record.js';
import { BoundedText } from '../../reading/bounded-text.js';
import { type Json, object, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';
import { isToolCall, readOpenAiResponse, toolCallOfItem } from './answer.js';

const TEXT_DELTA = /^response\.(output_text|refusal)\.delta$/;
const ARGUMENTS_DELTA = /^response\.(function_call_arguments|custom_tool_call_input)\.delta$/;
/** Types of the events that end a response. */
const LAST = /^response\.(completed|incomplete|failed|done)$/;
/** States of a response that is not over: no reason why it ended. */
const UNFINISHED = /^(queued|in_progress)$/;

/** Events of a streamed response: the last one holds the whole; one cut short has its text deltas and begun tool calls. */
class OpenAiResponseStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #calls = new Map<unknown, { item: Json; given: BoundedText }>();
  readonly #maxLength: number;
  #response: Json | undefined;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
    this.#text = new BoundedText(maxLength);
  }

  push(event: Json): boolean {
    const response = object(event['response']);
    if (response !== undefined)
      this.#response = { ...response, usage: said(response['usage']) ?? this.#response?.['usage'] };
    const type = text(event['type']) ?? '';
    const delta = text(event['delta']);
    const item = object(event['item']);
    if (item !== undefined && isToolCall(item)) this.#keepCall(event['output_index'], item);
    if (delta === null) return false;
    if (TEXT_DELTA.test(type)) this.#text.append(delta);
    if (ARGUMENTS_DELTA.test(type)) this.#calls.get(event['output_index'])?.given.append(delta);
    return type.endsWith('.delta');
  }

  result(): LlmResultReading {
    const read = this.#response && readOpenAiResponse({ object: 'response', ...this.#response });
    const reading = read ?? readingOf({});
    return {
      ...reading,
      response: reading.response ?? this.#text.value,
      toolCalls: reading.toolCalls ?? this.#begunCalls(),
      finishReason: UNFINISHED.test(reading.finishReason ?? '') ? null : reading.finishReason,
    };
  }

  /** An item comes when it begins, and again when it is whole. */
  #keepCall(index: unknown, item: Json): void {
    const given = this.#calls.get(index)?.given ?? new BoundedText(this.#maxLength);
    this.#calls.set(index, { item, given });
  }

  #begunCalls(): LlmToolCall[] | null {
    const calls = [...this.#calls.values()].map(({ item, given }) => {
      const whole = item['arguments'] || item['input'] || given.value;
      return toolCallOfItem({ ...item, arguments: whole, input: whole });
    });
    return calls.length === 0 ? null : calls;
  }
}

/** An empty usage takes nothing away. */
function said(usage: unknown): Json | undefined {
  const known = object(usage);
  return known !== undefined && Object.keys(known).length > 0 ? known : undefined;
}

export function isLastOfResponse({ type }: Json): boolean {
  return LAST.test(text(type) ?? '');
}

function recognises(event: Json): boolean {
  return typeof event['type'] === 'string' && event['type'].startsWith('response.');
}

/** How its streams are read. */
export const openAiResponseStream: LlmApiStream = {
  recognises,
  isLast: isLastOfResponse,
  begin: (maxLength) => new OpenAiResponseStream(maxLength),
};
