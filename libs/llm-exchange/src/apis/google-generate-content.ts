import { detailsOf } from '../call/usage-details.js';
import { BoundedText } from '../reading/bounded-text.js';
import { readGoogleUsage } from './google-usage.js';
import { joined, list, object, objects, text, type Json } from '../reading/json-reading.js';
import { joinReadings, readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';
import type { LlmToolCall } from '../call/call-record.js';

/** Google Gemini and Vertex `generateContent`: https://ai.google.dev/api/generate-content */
export function readGoogleContent(value: Json): LlmResultReading | null {
  if (!GoogleContentStream.recognises(value)) return null;
  const [candidate] = objects(value['candidates']);
  const parts = objects(object(candidate?.['content'])?.['parts']);
  const toolCalls = toolCallsOf(parts);
  const usage = readGoogleUsage(object(value['usageMetadata']));
  return readingOf({
    ...usage,
    usageDetails: detailsOf({ ...usage.usageDetails, webSearches: searchesOf(candidate) }),
    model: text(value['modelVersion']),
    response: joined(parts.filter(({ thought }) => thought !== true).map((part) => text(part['text']))),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: finishReasonOf(candidate?.['finishReason']) ?? text(object(value['promptFeedback'])?.['blockReason']),
  });
}

/** The reasons in the order of their numbers, which some clients write. */
const FINISH_REASONS = [
  'FINISH_REASON_UNSPECIFIED',
  'STOP',
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MALFORMED_FUNCTION_CALL',
] as const;

function finishReasonOf(value: unknown): string | null {
  return typeof value === 'number' ? (FINISH_REASONS[value] ?? String(value)) : text(value);
}

/** Searches that the answer rests on. */
function searchesOf(candidate: Json | undefined): number {
  return list(object(candidate?.['groundingMetadata'])?.['webSearchQueries']).length;
}

function toolCallsOf(parts: readonly Json[]): LlmToolCall[] {
  return parts
    .map((part) => object(part['functionCall']))
    .filter((call) => call !== undefined)
    .map((call) => ({
      id: text(call['id']) ?? undefined,
      name: text(call['name']) ?? '',
      arguments: call['args'] ?? {},
    }));
}

/** Chunks of `streamGenerateContent`: each an answer of its own with the next piece; the last usage counts. */
export class GoogleContentStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #toolCalls: LlmToolCall[] = [];
  #last: LlmResultReading = readingOf({});

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  static recognises(chunk: Json): boolean {
    return (
      Array.isArray(chunk['candidates']) ||
      [chunk['usageMetadata'], chunk['promptFeedback']].some((said) => object(said) !== undefined)
    );
  }

  push(chunk: Json): boolean {
    const reading = readGoogleContent(chunk);
    if (reading === null) return false;
    if (reading.response !== null) this.#text.append(reading.response);
    this.#toolCalls.push(...(reading.toolCalls ?? []));
    this.#last = joinReadings(this.#last, reading);
    const parts = objects(object(objects(chunk['candidates'])[0]?.['content'])?.['parts']);
    return parts.some((part) => Boolean(part['text']) || part['functionCall'] !== undefined);
  }

  result(): LlmResultReading {
    return {
      ...this.#last,
      response: this.#text.value,
      toolCalls: this.#toolCalls.length === 0 ? null : this.#toolCalls,
    };
  }
}
