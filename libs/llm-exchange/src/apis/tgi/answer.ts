import { count, type Json, list, object, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** Text Generation Inference's `/generate`: https://huggingface.co/docs/text-generation-inference */
export function readTgi(value: Json): LlmResultReading | null {
  const token = object(value['token']);
  const whole = text(value['generated_text']);
  if (whole === null && !(token !== undefined && 'generated_text' in value)) return null;
  const details = object(value['details']);
  return readingOf({
    // Each piece of a stream is a token, and the last one repeats the whole text.
    response: token === undefined ? whole : token['special'] === true ? null : text(token['text']),
    promptTokens: count(details?.['input_length']) ?? (list(details?.['prefill']).length || null),
    completionTokens: count(details?.['generated_tokens']),
    finishReason: text(details?.['finish_reason']),
  });
}
