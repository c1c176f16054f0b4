import { BoundedText } from '../../reading/bounded-text.js';
import { type Json, object, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';
import { conversationCallOf, conversationTextsOf, readConversationUsage } from './answer.js';

/** Events of a streamed conversation: pieces of messages and calls, at the end the usage. */
class MistralConversationStream implements StreamAccumulator {
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

  push(event: Json): boolean {
    const { type } = event;
    if (type === 'conversation.response.done') {
      this.#usage = object(event['usage']);
      this.#isOver = true;
    }
    if (type === 'function.call.delta') this.#keepCall(event);
    if (type !== 'message.output.delta') return type === 'function.call.delta';
    this.#model = text(event['model']) ?? this.#model;
    for (const piece of conversationTextsOf(event['content'])) if (piece !== null) this.#text.append(piece);
    return true;
  }

  result(): LlmResultReading {
    const toolCalls = [...this.#calls.values()].map(({ call, given }) =>
      conversationCallOf({ ...call, arguments: given.value ?? '' }),
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

function recognises(event: Json): boolean {
  return /^(conversation\.response|message\.output|function\.call|tool\.execution|agent\.handoff)\./.test(
    String(event['type']),
  );
}

/** How its streams are read. */
export const mistralConversationStream: LlmApiStream = {
  recognises,
  isLast: ({ type }) => type === 'conversation.response.done',
  begin: (maxLength) => new MistralConversationStream(maxLength),
};
