import { count, joined, type Json, object, objects, parsedOrText, sum, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** Google's Interactions: https://ai.google.dev/api/interactions-api */
export function readInteraction(value: Json): LlmResultReading | null {
  const usage = object(value['usage']);
  const outputs = objects(value['outputs'] ?? value['steps']);
  if (value['object'] !== 'interaction' && !(usage && 'total_input_tokens' in usage)) return null;
  const toolCalls = outputs.filter(({ type }) => type === 'function_call').map(interactionCallOf);
  return readingOf({
    ...readInteractionUsage(usage),
    model: text(value['model']) ?? text(value['agent']),
    response: joined(outputs.flatMap(textsOf)),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(value['status']),
  });
}

function textsOf(output: Json): (string | null)[] {
  if (output['type'] === 'text') return [text(output['text'])];
  return output['type'] === 'model_output' ? objects(output['content']).map((part) => text(part['text'])) : [];
}

export function interactionCallOf(output: Json): { id?: string; name: string; arguments: unknown } {
  const id = text(output['id']) ?? text(output['call_id']) ?? undefined;
  return { id, name: text(output['name']) ?? '', arguments: parsedOrText(output['arguments']) };
}

/** Google counts thoughts beside the output; our counts have them in it. */
function readInteractionUsage(usage: Json | undefined): Partial<LlmResultReading> {
  const reasoningTokens = count(usage?.['total_thought_tokens'] ?? usage?.['total_reasoning_tokens']);
  const output = count(usage?.['total_output_tokens']);
  return {
    promptTokens: sum(count(usage?.['total_input_tokens']), count(usage?.['total_tool_use_tokens'])),
    completionTokens: output === null ? null : sum(output, reasoningTokens),
    totalTokens: count(usage?.['total_tokens']),
    cachedPromptTokens: count(usage?.['total_cached_tokens']),
    reasoningTokens,
  };
}
