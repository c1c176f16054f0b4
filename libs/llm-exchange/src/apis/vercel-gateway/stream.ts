import { BoundedText } from '../../reading/bounded-text.js';
import { type Json, object, text } from '../../reading/json-reading.js';
import { joinReadings, type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../../reading/stream-accumulator.js';
import { vercelFinishReason, vercelToolCallOf } from './answer.js';
import { readVercelTier, readVercelUsage } from './usage.js';

const PARTS = /^(text|reasoning|tool-call|tool-input|start|finish|source|file|stream)(-|$)/;

/** The part in what the streams of results pass on: in `baseStream` it stands beside what it adds to the output. */
export function vercelPart(chunk: Json): Json {
  return object(chunk['part']) ?? chunk;
}

/** Parts of the `fullStream`, or of the stream below it. */
class VercelStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #reading: LlmResultReading = readingOf({});

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  push(chunk: Json): boolean {
    const part = vercelPart(chunk);
    const piece = text(part['text'] ?? part['textDelta'] ?? part['delta']);
    if (part['type'] === 'text-delta' && piece !== null) this.#text.append(piece);
    if (part['type'] === 'tool-call')
      this.#reading.toolCalls = [...(this.#reading.toolCalls ?? []), vercelToolCallOf(part)];
    const model = text(
      object(part['response'])?.['modelId'] ?? (part['type'] === 'response-metadata' && part['modelId']),
    );
    if (model !== null) this.#reading.model = model;
    if (part['type'] === 'finish') {
      const usage = readVercelUsage(object(part['totalUsage']) ?? object(part['usage']));
      const serviceTier = usage.serviceTier ?? readVercelTier(part['providerMetadata']);
      this.#reading = joinReadings(this.#reading, {
        ...this.#reading,
        ...usage,
        serviceTier,
        finishReason: vercelFinishReason(part),
      });
    }
    return Boolean(piece) || part['type'] === 'tool-call';
  }

  result(): LlmResultReading {
    return { ...this.#reading, response: this.#text.value };
  }
}

function recognises(chunk: Json): boolean {
  const { type } = vercelPart(chunk);
  return typeof type === 'string' && PARTS.test(type);
}

/** How its streams are read. */
export const vercelStream: LlmApiStream = {
  recognises,
  begin: (maxLength) => new VercelStream(maxLength),
};
