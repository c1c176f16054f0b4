import { BoundedText } from '../reading/bounded-text.js';
import { count, joined, object, objects, parsedOrText, sum, text, type Json } from '../reading/json-reading.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';

/** Google's Interactions: https://ai.google.dev/api/interactions-api */
export function readInteraction(value: Json): LlmResultReading | null {
  const usage = object(value['usage']);
  const outputs = objects(value['outputs'] ?? value['steps']);
  if (value['object'] !== 'interaction' && !(usage && 'total_input_tokens' in usage)) return null;
  const toolCalls = outputs.filter(({ type }) => type === 'function_call').map(toolCallOf);
  return readingOf({
    ...readInteractionUsage(usage),
    model: text(value['model']) ?? text(value['agent']),
    response: joined(outputs.flatMap(textsOf)),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(value['status']),
  });
}

function textsOf(output: Json): (string | null)[] {
  if (output['type'] === 'text') return [text(output['text'])];
  return output['type'] === 'model_output' ? objects(output['content']).map((part) => text(part['text'])) : [];
}

function toolCallOf(output: Json): { id?: string; name: string; arguments: unknown } {
  const id = text(output['id']) ?? text(output['call_id']) ?? undefined;
  return { id, name: text(output['name']) ?? '', arguments: parsedOrText(output['arguments']) };
}

/** Thoughts are counted beside the output; ours count them in it. */
function readInteractionUsage(usage: Json | undefined): Partial<LlmResultReading> {
  const reasoningTokens = count(usage?.['total_thought_tokens'] ?? usage?.['total_reasoning_tokens']);
  const output = count(usage?.['total_output_tokens']);
  return {
    promptTokens: sum(count(usage?.['total_input_tokens']), count(usage?.['total_tool_use_tokens'])),
    completionTokens: output === null ? null : sum(output, reasoningTokens),
    totalTokens: count(usage?.['total_tokens']),
    cachedPromptTokens: count(usage?.['total_cached_tokens']),
    reasoningTokens,
  };
}

/** Events of a streamed interaction: pieces of its contents, and at the end the whole with its usage. */
export class InteractionStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #calls: Json[] = [];
  #whole: Json = {};

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  static recognises(event: Json): boolean {
    return /^(interaction|content|step)\./.test(String(event['event_type']));
  }

  push(event: Json): boolean {
    const interaction = object(event['interaction']);
    if (interaction !== undefined) this.#whole = { ...this.#whole, ...interaction };
    const delta = object(event['delta']);
    if (delta === undefined) return false;
    if (delta['type'] === 'function_call') this.#calls.push(delta);
    const piece = delta['type'] === 'text' ? text(delta['text']) : null;
    if (piece !== null) this.#text.append(piece);
    return true;
  }

  result(): LlmResultReading {
    const reading = readInteraction({ object: 'interaction', ...this.#whole }) ?? readingOf({});
    const toolCalls = this.#calls.length === 0 ? reading.toolCalls : this.#calls.map(toolCallOf);
    return {
      ...reading,
      response: this.#text.value ?? reading.response,
      toolCalls,
    };
  }
}
