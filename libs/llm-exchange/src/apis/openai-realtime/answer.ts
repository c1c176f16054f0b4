import { readOpenAiUsage } from '../openai-chat/usage.js';
import type { LlmToolCall } from '../../call/call-record.js';
import { joined, type Json, object, objects, parsedOrText, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** A response of OpenAI Realtime: https://platform.openai.com/docs/api-reference/realtime-server-events/response/done */
export function readRealtimeResponse(value: Json): LlmResultReading | null {
  if (value['object'] !== 'realtime.response') return null;
  const output = objects(value['output']);
  const toolCalls = output.filter(({ type }) => type === 'function_call').map(toolCallOf);
  return readingOf({
    ...readOpenAiUsage(object(value['usage'])),
    model: text(value['model']),
    response: joined(output.flatMap(textsOf)),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(object(value['status_details'])?.['reason']) ?? text(value['status']),
  });
}

/** What is spoken is read as its transcript. */
function textsOf({ content }: Json): (string | null)[] {
  return objects(content).map((part) => text(part['text'] ?? part['transcript']));
}

function toolCallOf(item: Json): LlmToolCall {
  return {
    id: text(item['call_id']) ?? undefined,
    name: text(item['name']) ?? '',
    arguments: parsedOrText(item['arguments']),
  };
}
