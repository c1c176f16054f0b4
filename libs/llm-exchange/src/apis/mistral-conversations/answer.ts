import { readOpenAiUsage } from '../openai-chat/usage.js';
import type { LlmToolCall } from '../../call/call-record.js';
import { detailsOf } from '../../call/usage-details.js';
import { count, joined, type Json, object, objects, parsedOrText, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** Mistral's conversations with models and agents: https://docs.mistral.ai/api/endpoint/beta/conversations */
export function readMistralConversation(value: Json): LlmResultReading | null {
  if (value['object'] !== 'conversation.response') return null;
  const outputs = objects(value['outputs']);
  const messages = outputs.filter(({ type }) => type === 'message.output');
  const toolCalls = outputs.filter(({ type }) => type === 'function.call').map(conversationCallOf);
  return readingOf({
    ...readConversationUsage(object(value['usage'])),
    model: text(messages.at(-1)?.['model']),
    response: joined(messages.flatMap(({ content }) => conversationTextsOf(content))),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: toolCalls.length > 0 ? 'tool_calls' : messages.length > 0 ? 'stop' : null,
  });
}

/** Tokens of what its own tools found are part of the prompt, and counted separately. */
export function readConversationUsage(usage: Json | undefined): Partial<LlmResultReading> {
  const read = readOpenAiUsage(usage);
  const connectors = object(usage?.['connectors']);
  const found = count(usage?.['connector_tokens']) ?? 0;
  const searches = (count(connectors?.['web_search']) ?? 0) + (count(connectors?.['web_search_premium']) ?? 0);
  return {
    ...read,
    promptTokens: read.promptTokens === undefined || read.promptTokens === null ? null : read.promptTokens + found,
    completionTokens: count(usage?.['completion_tokens']),
    usageDetails: detailsOf({ ...read.usageDetails, webSearches: searches }),
  };
}

export function conversationTextsOf(content: unknown): (string | null)[] {
  if (typeof content === 'string') return [content];
  const chunks = Array.isArray(content) ? objects(content) : [object(content) ?? {}];
  return chunks.map((chunk) => text(chunk['text']));
}

export function conversationCallOf(output: Json): LlmToolCall {
  return {
    id: text(output['tool_call_id']) ?? undefined,
    name: text(output['name']) ?? '',
    arguments: parsedOrText(output['arguments']),
  };
}
