import { count, type Json, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** llama.cpp's `/completion`: https://github.com/ggml-org/llama.cpp/tree/master/tools/server */
export function readLlamaCpp(value: Json): LlmResultReading | null {
  const isOne = typeof value['content'] === 'string' && ('tokens_predicted' in value || 'stop' in value);
  if (!isOne) return null;
  const isOver = value['stop'] !== false;
  return readingOf({
    model: text(value['model']),
    response: text(value['content']),
    promptTokens: isOver ? count(value['tokens_evaluated']) : null,
    completionTokens: isOver ? count(value['tokens_predicted']) : null,
    finishReason: text(value['stop_type']),
  });
}
