import { count, joined, type Json, object, objects, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import { readVercelUsage } from './usage.js';

/** What a model gives the SDK, as Vercel's gateway sends it. */
export function readVercelModelAnswer(value: Json): LlmResultReading | null {
  const content = objects(value['content']);
  const usage = object(value['usage']);
  const isAnswer = usage !== undefined && ('inputTokens' in usage || 'outputTokens' in usage);
  if (!isAnswer || !Array.isArray(value['content'])) return readVercelEmbedding(value);
  return readingOf({
    ...readVercelUsage(usage),
    model: text(object(value['response'])?.['modelId']),
    response: joined(content.map((part) => (part['type'] === 'text' ? text(part['text']) : null))),
    toolCalls: vercelToolCallsIn(content.filter((part) => part['type'] === 'tool-call')),
    finishReason: vercelFinishReason(value),
  });
}

/** A word, or of models themselves the SDK's and the provider's. */
export function vercelFinishReason({ finishReason }: Json): string | null {
  return text(finishReason) ?? text(object(finishReason)?.['unified']);
}

/** `embed` and `embedMany`. */
export function readVercelEmbedding(value: Json): LlmResultReading | null {
  const tokens = count(object(value['usage'])?.['tokens']);
  const isEmbedding = Array.isArray(value['embedding'] ?? value['embeddings']);
  return tokens === null || !isEmbedding ? null : readingOf({ promptTokens: tokens, totalTokens: tokens });
}

export function vercelToolCallsIn(calls: readonly Json[]): LlmResultReading['toolCalls'] {
  return calls.length === 0 ? null : calls.map(vercelToolCallOf);
}

export function vercelToolCallOf(call: Json): { id?: string; name: string; arguments: unknown } {
  return {
    id: text(call['toolCallId']) ?? undefined,
    name: text(call['toolName']) ?? '',
    arguments: call['input'] ?? call['args'] ?? {},
  };
}
