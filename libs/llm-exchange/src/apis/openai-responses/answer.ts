import { readOpenAiUsage } from '../openai-chat/usage.js';
import type { LlmToolCall } from '../../call/call-record.js';
import { detailsOf, type LlmUsageDetails } from '../../call/usage-details.js';
import { joined, type Json, object, objects, parsedOrText, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import { readServiceTier } from '../../reading/service-tier.js';

/** OpenAI Responses: https://platform.openai.com/docs/api-reference/responses/object */
export function readOpenAiResponse(value: Json): LlmResultReading | null {
  if (value['object'] !== 'response' && value['object'] !== 'response.compaction') return null;
  if (!('output' in value) && !('usage' in value)) return null;
  const output = objects(value['output']);
  const toolCalls = output.filter(isToolCall).map(toolCallOfItem);
  const usage = readOpenAiUsage(object(value['usage']));
  return readingOf({
    ...usage,
    usageDetails: detailsOf({ ...searchesIn(output), ...usage.usageDetails }),
    serviceTier: readServiceTier(value['service_tier']),
    model: text(value['model']),
    response: joined(output.filter(({ type }) => type !== 'reasoning').flatMap(textsOf)),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(object(value['incomplete_details'])?.['reason']) ?? text(value['status']),
  });
}

function textsOf({ content }: Json): (string | null)[] {
  return objects(content).map((part) => text(part['text'] ?? part['refusal']));
}

/** Searches of OpenAI's own, as it bills them: to open what was found is free. */
function searchesIn(output: readonly Json[]): LlmUsageDetails {
  const isSearch = (item: Json): boolean => {
    const action = text(object(item['action'])?.['type']);
    return item['type'] === 'web_search_call' && (action === null || action === 'search');
  };
  return {
    webSearches: output.filter(isSearch).length,
    fileSearches: output.filter(({ type }) => type === 'file_search_call').length,
  };
}

/** Calls of the application's tools; those of OpenAI's own it makes itself. */
export function isToolCall({ type }: Json): boolean {
  return type === 'function_call' || type === 'custom_tool_call' || OWN_KINDS.has(type);
}

/** Calls of what the application does for a model without having named a tool: run this, change that file, click there. */
const OWN_KINDS: ReadonlySet<unknown> = new Set([
  'shell_call',
  'local_shell_call',
  'apply_patch_call',
  'computer_call',
]);

export function toolCallOfItem(item: Json): LlmToolCall {
  const id = text(item['call_id']) ?? undefined;
  if (OWN_KINDS.has(item['type']))
    return {
      id,
      name: String(item['type']).replace(/_call$/, ''),
      arguments: item['action'] ?? item['actions'] ?? item['operation'] ?? {},
    };
  return {
    id,
    name: text(item['name']) ?? '',
    arguments: item['type'] === 'custom_tool_call' ? item['input'] : parsedOrText(item['arguments']),
  };
}
