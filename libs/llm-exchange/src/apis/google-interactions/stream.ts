import { BoundedText } from '../../reading/bounded-text.js';
import { type Json, object, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';
import { interactionCallOf, readInteraction } from './answer.js';

/** Events of a streamed interaction: pieces of its contents, and at the end the whole with its usage. */
class InteractionStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #calls: Json[] = [];
  #whole: Json = {};

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
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
    const toolCalls = this.#calls.length === 0 ? reading.toolCalls : this.#calls.map(interactionCallOf);
    return {
      ...reading,
      response: this.#text.value ?? reading.response,
      toolCalls,
    };
  }
}

function recognises(event: Json): boolean {
  return /^(interaction|content|step)\./.test(String(event['event_type']));
}

/** How its streams are read. */
export const interactionStream: LlmApiStream = {
  recognises,
  isLast: ({ event_type: type }) => type === 'interaction.complete' || type === 'interaction.completed',
  begin: (maxLength) => new InteractionStream(maxLength),
};
