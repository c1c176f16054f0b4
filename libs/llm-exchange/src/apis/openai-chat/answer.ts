import type { LlmToolCall } from '../../call/call-record.js';
import { type Json, object, objects, parsedOrText, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import { readServiceTier } from '../../reading/service-tier.js';
import { readOpenAiUsage } from './usage.js';

/** OpenAI Chat Completions, and the many that speak its language: https://platform.openai.com/docs/api-reference/chat/object */
export function readOpenAiChat(value: Json): LlmResultReading | null {
  const [choice] = objects(value['choices']);
  const message = object(choice?.['message']);
  if (choice === undefined) return null;
  // Azure leaves the message out of an answer that its filter holds back.
  const isAnswer = message !== undefined || typeof choice['text'] === 'string' || choice['finish_reason'] !== undefined;
  if (!isAnswer) return null;
  const toolCalls = readToolCalls(message);
  return readingOf({
    ...readOpenAiUsage(object(value['usage'])),
    serviceTier: readServiceTier(value['service_tier'] ?? object(value['usage'])?.['service_tier']),
    model: text(value['model']),
    response: saidIn(message) ?? text(choice['text']),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(choice['finish_reason'] ?? choice['finishReason'] ?? choice['stop_reason']),
  });
}

/** Refusals take the place of the content, the words of a spoken answer too. */
export function saidIn(message: Json | undefined): string | null {
  return contentOf(message) ?? text(message?.['refusal']) ?? text(object(message?.['audio'])?.['transcript']);
}

function contentOf(message: Json | undefined): string | null {
  const content = message?.['content'];
  if (typeof content === 'string') return content;
  const parts = objects(content).map((part) => text(part['text']));
  return parts.some((part) => part !== null) ? parts.join('') : null;
}

function readToolCalls(message: Json | undefined): LlmToolCall[] {
  // One call, before there were several: https://platform.openai.com/docs/deprecations
  const legacy = object(message?.['function_call']);
  const calls = legacy === undefined ? objects(message?.['tool_calls'] ?? message?.['toolCalls']) : [legacy];
  return calls.map((call) => {
    const custom = object(call['custom']);
    const called = object(call['function']) ?? custom ?? call;
    return {
      id: text(call['id']) || undefined,
      name: text(called['name']) ?? '',
      arguments: custom === undefined ? parsedOrText(called['arguments']) : custom['input'],
    };
  });
}
