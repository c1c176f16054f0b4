import { joined, type Json, object, objects, parsedOrText, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import { readAnthropicUsage } from './usage.js';

/** Anthropic Messages: https://docs.anthropic.com/en/api/messages */
export function readAnthropicMessage(value: Json): LlmResultReading | null {
  if (value['type'] !== 'message' || !Array.isArray(value['content'])) return null;
  const blocks = objects(value['content']);
  const toolCalls = blocks
    .filter(({ type }) => type === 'tool_use')
    .map((block) => ({
      id: text(block['id']) ?? undefined,
      name: text(block['name']) ?? '',
      // Helpers of the SDK parse the input on demand, from what they keep beside it.
      arguments: parsedOrText(block['input'] ?? block['__json_buf']),
    }));
  return readingOf({
    ...readAnthropicUsage(object(value['usage'])),
    provider: 'anthropic',
    model: text(value['model']),
    response: joined(blocks.filter(({ type }) => type === 'text').map((block) => text(block['text']))),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(value['stop_reason']),
  });
}
