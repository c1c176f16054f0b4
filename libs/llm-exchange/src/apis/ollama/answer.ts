import { count, type Json, list, object, objects, parsedOrText, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** Ollama's own `chat`, `generate` and `embed`: https://docs.ollama.com/api */
export function readOllama(value: Json): LlmResultReading | null {
  return readGenerated(value) ?? readEmbeddings(value);
}

function readGenerated(value: Json): LlmResultReading | null {
  if (!isOllama(value)) return null;
  const message = object(value['message']);
  const toolCalls = objects(message?.['tool_calls']).map((call) => {
    const called = object(call['function']);
    return {
      id: text(call['id']) ?? undefined,
      name: text(called?.['name']) ?? '',
      arguments: parsedOrText(called?.['arguments']),
    };
  });
  return readingOf({
    provider: 'ollama',
    model: text(value['model']),
    response: text(message?.['content']) ?? text(value['response']),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(value['done_reason']),
    promptTokens: count(value['prompt_eval_count']),
    completionTokens: count(value['eval_count']),
  });
}

/** Whether it is an answer, or a chunk of one. */
export function isOllama(chunk: Json): boolean {
  return (
    typeof chunk['done'] === 'boolean' &&
    (object(chunk['message']) !== undefined || typeof chunk['response'] === 'string')
  );
}

function readEmbeddings(value: Json): LlmResultReading | null {
  const isEmbedding = list(list(value['embeddings'])[0]).length > 0 && typeof value['model'] === 'string';
  if (!isEmbedding) return null;
  const promptTokens = count(value['prompt_eval_count']);
  return readingOf({ model: text(value['model']), promptTokens, totalTokens: promptTokens });
}
