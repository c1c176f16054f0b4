import { BoundedText } from '../../reading/bounded-text.js';
import { isObject, type Json, object, objects, parsedOrText, text } from '../../reading/json-reading.js';
import { joinReadings, type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import { readServiceTier } from '../../reading/service-tier.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';
import { saidIn } from './answer.js';
import { readOpenAiUsage } from './usage.js';

interface BegunCall {
  id?: string;
  name: string;
  readonly arguments: BoundedText;
}

/** Groq has the usage under its own name, Moonshot in the last choice. */
function usageIn(chunk: Json): Json | undefined {
  const said = [chunk, object(chunk['x_groq']), ...objects(chunk['choices'])].map((holder) =>
    object(holder?.['usage']),
  );
  return said.find((usage) => usage !== undefined);
}

/** Chunks of a streamed chat completion: pieces of the first choice, arguments of parallel tool calls by their index. */
class OpenAiChatStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #calls = new Map<unknown, BegunCall>();
  readonly #maxLength: number;
  #model: string | null = null;
  #finishReason: string | null = null;
  #serviceTier: string | null = null;
  #usage: Partial<LlmResultReading> = {};

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
    this.#text = new BoundedText(maxLength);
  }

  push(chunk: Json): boolean {
    this.#model = text(chunk['model']) || this.#model;
    this.#serviceTier =
      readServiceTier(chunk['service_tier'] ?? object(chunk['usage'])?.['service_tier']) ?? this.#serviceTier;
    this.#usage = joinReadings(this.#usage, readOpenAiUsage(usageIn(chunk)));
    const choice = objects(chunk['choices']).find(({ index }) => index === undefined || index === 0);
    if (choice === undefined) return false;
    this.#finishReason = text(choice['finish_reason'] ?? choice['finishReason']) ?? this.#finishReason;
    return this.#pushDelta(object(choice['delta']) ?? { content: choice['text'] });
  }

  result(): LlmResultReading {
    const toolCalls = [...this.#calls.values()].map((call) => ({
      ...call,
      arguments: parsedOrText(call.arguments.value),
    }));
    return readingOf({
      ...this.#usage,
      serviceTier: this.#serviceTier,
      model: this.#model,
      response: this.#text.value,
      toolCalls: toolCalls.length === 0 ? null : toolCalls,
      finishReason: this.#finishReason,
    });
  }

  #pushDelta(delta: Json): boolean {
    const piece = saidIn(delta);
    if (piece) this.#text.append(piece);
    const legacy = object(delta['function_call']);
    const calls =
      legacy === undefined ? objects(delta['tool_calls'] ?? delta['toolCalls']) : [{ index: 0, function: legacy }];
    for (const call of calls) this.#pushToolCall(call);
    return Boolean(piece) || calls.length > 0 || Boolean(delta['reasoning_content'] ?? delta['reasoning']);
  }

  #pushToolCall(piece: Json): void {
    const called = object(piece['function']) ?? object(piece['custom']);
    const call = this.#callOf(piece);
    const name = text(called?.['name']) ?? '';
    call.id ??= text(piece['id']) || undefined;
    // Some servers repeat the name with every piece.
    if (call.name !== name) call.name += name;
    const given = called?.['arguments'] ?? called?.['input'];
    call.arguments.append(isObject(given) ? JSON.stringify(given) : (text(given) ?? ''));
  }

  /** Calls differ by index. Some servers give all calls the same index: there a piece with a name and another id begins a new call. */
  #callOf(piece: Json): BegunCall {
    const id = text(piece['id']) || undefined;
    const key = piece['index'] ?? id;
    const known = this.#calls.get(key);
    const isNamed = Boolean((object(piece['function']) ?? object(piece['custom']))?.['name']);
    if (known !== undefined && !(isNamed && id !== undefined && id !== known.id)) return known;
    const call: BegunCall = { name: '', arguments: new BoundedText(this.#maxLength) };
    if (known !== undefined) this.#calls.set(known, known);
    this.#calls.delete(key);
    this.#calls.set(key, call);
    return call;
  }
}

function recognises(chunk: Json): boolean {
  return (
    chunk['object'] === 'chat.completion.chunk' ||
    objects(chunk['choices']).some((choice) => isObject(choice['delta']) || typeof choice['text'] === 'string')
  );
}

/** How its streams are read. */
export const openAiChatStream: LlmApiStream = {
  recognises,
  begin: (maxLength) => new OpenAiChatStream(maxLength),
};
