import { readAnswer } from '../exchange/answer.js';
import { readAnthropicUsage } from '../apis/anthropic-messages/usage.js';
import { readGoogleUsage } from '../apis/google-generate-content/usage.js';
import { readOpenAiUsage } from '../apis/openai-chat/usage.js';
import { attempt, isObject, object, text, type Json } from '../reading/json-reading.js';
import type { LlmResultReading } from '../reading/result-reading.js';
import type { SpanSaid } from './dialect.js';

/** What the whole answer of a provider says, where an instrumentation hands it on. */
export function readProviderAnswer(answer: unknown): SpanSaid {
  if (!isObject(answer)) return {};
  const reading = attempt(() => readAnswer({ status: 200, responseBody: answer }, null).reading) ?? undefined;
  if (reading === undefined) return {};
  return {
    model: reading.model ?? undefined,
    response: reading.response || undefined,
    toolCalls: reading.toolCalls ?? undefined,
    finishReason: reading.finishReason ?? undefined,
    serviceTier: reading.serviceTier ?? undefined,
    responseId: text(answer['id']) ?? undefined,
    providerUsage: reading.promptTokens === null ? undefined : reading,
  };
}

/** A provider's own usage, whoever's it is. */
export function readProviderUsage(usage: unknown): Partial<LlmResultReading> | undefined {
  const said = object(usage);
  if (said === undefined) return undefined;
  return attempt(() => readUsage(said));
}

function readUsage(usage: Json): Partial<LlmResultReading> | undefined {
  if ('promptTokenCount' in usage || 'candidatesTokenCount' in usage) return readGoogleUsage(usage);
  if ('prompt_token_count' in usage || 'candidates_token_count' in usage) return readGoogleUsage(camelCased(usage));
  const isAnthropic =
    'input_tokens' in usage &&
    !('input_tokens_details' in usage) &&
    ('cache_read_input_tokens' in usage || 'cache_creation_input_tokens' in usage || 'server_tool_use' in usage);
  return isAnthropic ? readAnthropicUsage(usage) : readOpenAiUsage(usage);
}

function camelCased(value: Json): Json {
  const entries = Object.entries(value).map(([name, each]) => [
    name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    Array.isArray(each) ? each.map((item: unknown) => (isObject(item) ? camelCased(item) : item)) : each,
  ]);
  return Object.fromEntries(entries) as Json;
}
