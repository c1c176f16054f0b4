import { BoundedText } from '../reading/bounded-text.js';
import { count, joined, object, objects, text, type Json } from '../reading/json-reading.js';
import { joinReadings, readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';
import { readVercelTier, readVercelUsage, sumVercelUsage } from './vercel-usage.js';

/**
 * Whole results of the Vercel AI SDK: https://ai-sdk.dev/docs/reference. `generateText` (5 and later) and `generate` of agents hold their
 * steps and have getters for the rest, which are not asked; `generateObject`, `embed` and all results of version 4 hold what they say.
 */
export function readVercelResult(value: Json): LlmResultReading | null {
  return readSteps(value) ?? readPlainResult(value) ?? readEmbedding(value);
}

/** What a model gives the SDK, as Vercel's gateway sends it. */
export function readVercelModelAnswer(value: Json): LlmResultReading | null {
  const content = objects(value['content']);
  const usage = object(value['usage']);
  const isAnswer = usage !== undefined && ('inputTokens' in usage || 'outputTokens' in usage);
  if (!isAnswer || !Array.isArray(value['content'])) return readEmbedding(value);
  return readingOf({
    ...readVercelUsage(usage),
    model: text(object(value['response'])?.['modelId']),
    response: joined(content.map((part) => (part['type'] === 'text' ? text(part['text']) : null))),
    toolCalls: toolCallsIn(content.filter((part) => part['type'] === 'tool-call')),
    finishReason: finishReasonIn(value),
  });
}

/** A word, or of models themselves the SDK's and the provider's. */
function finishReasonIn({ finishReason }: Json): string | null {
  return text(finishReason) ?? text(object(finishReason)?.['unified']);
}

function readSteps(value: Json): LlmResultReading | null {
  const steps = objects(value['steps']);
  const last = steps.at(-1);
  if (last === undefined || !Array.isArray(last['content']) || text(last['finishReason']) === null) return null;
  const content = objects(last['content']);
  const totalUsage = object(value['totalUsage']);
  const ofSteps = sumVercelUsage(steps.map((step) => readVercelUsage(object(step['usage']))));
  const usage =
    totalUsage === undefined ? ofSteps : { ...readVercelUsage(totalUsage), usageDetails: ofSteps.usageDetails };
  return readingOf({
    ...usage,
    serviceTier: usage.serviceTier ?? readVercelTier(last['providerMetadata']),
    model: text(object(last['response'])?.['modelId']),
    response: joined(content.map((part) => (part['type'] === 'text' ? text(part['text']) : null))) ?? '',
    toolCalls: toolCallsIn(content.filter((part) => part['type'] === 'tool-call')),
    finishReason: text(last['finishReason']),
  });
}

function readPlainResult(value: Json): LlmResultReading | null {
  const usage = object(value['totalUsage']) ?? object(value['usage']);
  const answer = text(value['text']) ?? (value['object'] === undefined ? null : JSON.stringify(value['object']));
  if (usage === undefined || answer === null || text(value['finishReason']) === null) return null;
  const read = readVercelUsage(usage);
  return readingOf({
    ...read,
    serviceTier: read.serviceTier ?? readVercelTier(value['providerMetadata']),
    model: text(object(value['response'])?.['modelId']),
    response: answer,
    toolCalls: toolCallsIn(objects(value['toolCalls'])),
    finishReason: text(value['finishReason']),
  });
}

/** `embed` and `embedMany`. */
function readEmbedding(value: Json): LlmResultReading | null {
  const tokens = count(object(value['usage'])?.['tokens']);
  const isEmbedding = Array.isArray(value['embedding'] ?? value['embeddings']);
  return tokens === null || !isEmbedding ? null : readingOf({ promptTokens: tokens, totalTokens: tokens });
}

function toolCallsIn(calls: readonly Json[]): LlmResultReading['toolCalls'] {
  return calls.length === 0 ? null : calls.map(toolCallOf);
}

function toolCallOf(call: Json): { id?: string; name: string; arguments: unknown } {
  return {
    id: text(call['toolCallId']) ?? undefined,
    name: text(call['toolName']) ?? '',
    arguments: call['input'] ?? call['args'] ?? {},
  };
}

const PARTS = /^(text|reasoning|tool-call|tool-input|start|finish|source|file|stream)(-|$)/;

/** The part in what the streams of results pass on: in `baseStream` it stands beside what it adds to the output. */
export function vercelPart(chunk: Json): Json {
  return object(chunk['part']) ?? chunk;
}

/** Parts of the `fullStream`, or of the stream below it. */
export class VercelStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #reading: LlmResultReading = readingOf({});

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  static recognises(chunk: Json): boolean {
    const { type } = vercelPart(chunk);
    return typeof type === 'string' && PARTS.test(type);
  }

  push(chunk: Json): boolean {
    const part = vercelPart(chunk);
    const piece = text(part['text'] ?? part['textDelta'] ?? part['delta']);
    if (part['type'] === 'text-delta' && piece !== null) this.#text.append(piece);
    if (part['type'] === 'tool-call') this.#reading.toolCalls = [...(this.#reading.toolCalls ?? []), toolCallOf(part)];
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
        finishReason: finishReasonIn(part),
      });
    }
    return Boolean(piece) || part['type'] === 'tool-call';
  }

  result(): LlmResultReading {
    return { ...this.#reading, response: this.#text.value };
  }
}
