import type { LlmToolCall } from '../../call/call-record.js';
import { detailsOf } from '../../call/usage-details.js';
import { joined, type Json, list, object, objects, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import { readGoogleUsage } from './usage.js';

/** Google Gemini and Vertex `generateContent`: https://ai.google.dev/api/generate-content */
export function readGoogleContent(value: Json): LlmResultReading | null {
  if (!isGoogleContent(value)) return null;
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

/** Whether it is an answer, or a chunk of one. */
export function isGoogleContent(chunk: Json): boolean {
  return (
    Array.isArray(chunk['candidates']) ||
    [chunk['usageMetadata'], chunk['promptFeedback']].some((said) => object(said) !== undefined)
  );
}
