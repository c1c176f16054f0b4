import { count, isObject, joined, type Json, list, object, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** Predictions of Replicate: https://replicate.com/docs/reference/http */
export function readPrediction(value: Json): LlmResultReading | null {
  if (object(value['urls']) === undefined || text(value['status']) === null || !('output' in value)) return null;
  const { output } = value;
  const metrics = object(value['metrics']);
  return readingOf({
    model: text(value['model']),
    response: text(output) ?? joined(list(output).map(text)) ?? (isObject(output) ? JSON.stringify(output) : null),
    promptTokens: count(metrics?.['input_token_count']),
    completionTokens: count(metrics?.['output_token_count']),
    finishReason: text(value['status']),
  });
}
