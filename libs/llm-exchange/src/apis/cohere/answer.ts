import type { LlmToolCall } from '../../call/call-record.js';
import { joined, type Json, object, objects, parsedOrText, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import { readCohereUsage } from './usage.js';

/** An answer of Chat or of Embed. */
export function readCohere(value: Json): LlmResultReading | null {
  return readCohereChat(value) ?? readEmbed(value);
}

/** Cohere Chat, versions 1 and 2: https://docs.cohere.com/reference/chat */
export function readCohereChat(value: Json): LlmResultReading | null {
  const message = object(value['message']);
  const isFirst = typeof value['text'] === 'string' && typeof value['generation_id'] === 'string';
  const isSecond = message !== undefined && typeof value['finish_reason'] === 'string' && !('choices' in value);
  if (!isFirst && !isSecond) return null;
  const toolCalls = objects(message?.['tool_calls'] ?? value['tool_calls']).map(cohereCallOf);
  const content = objects(message?.['content']).filter(({ type }) => type === 'text');
  return readingOf({
    ...readCohereUsage(object(value['usage']) ?? object(value['meta'])),
    provider: 'cohere',
    response: isFirst ? text(value['text']) : joined(content.map((part) => text(part['text']))),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(value['finish_reason']),
  });
}

/** Cohere Embed: https://docs.cohere.com/reference/embed */
function readEmbed(value: Json): LlmResultReading | null {
  if (value['embeddings'] === undefined || object(value['meta']) === undefined) return null;
  const usage = readCohereUsage(object(value['meta']));
  return readingOf({ ...usage, provider: 'cohere', totalTokens: usage.promptTokens ?? null });
}

export function cohereCallOf(call: Json): LlmToolCall {
  const called = object(call['function']) ?? call;
  return {
    id: text(call['id']) ?? undefined,
    name: text(called['name']) ?? '',
    arguments: parsedOrText(called['arguments'] ?? called['parameters']),
  };
}
