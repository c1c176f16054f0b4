import type { LlmToolCall } from '../../call/call-record.js';
import { detailsOf } from '../../call/usage-details.js';
import { count, joined, type Json, object, objects, parsedOrText, sum, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';
import { readServiceTier } from '../../reading/service-tier.js';

/** AWS Bedrock Converse: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
export function readConverse(value: Json): LlmResultReading | null {
  const message = object(object(value['output'])?.['message']);
  if (message === undefined) return null;
  const blocks = objects(message['content']);
  const toolCalls = blocks.flatMap((block) => toolCallsOf(object(block['toolUse'])));
  return readingOf({
    ...readConverseUsage(object(value['usage'])),
    serviceTier: readServiceTier(value['serviceTier']),
    provider: 'bedrock',
    response: joined(blocks.map((block) => text(block['text']))),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(value['stopReason']),
  });
}

/** Bedrock's `inputTokens` leave out what was read from and written to the cache; our counts have all. */
function readConverseUsage(usage: Json | undefined): Partial<LlmResultReading> {
  const cachedPromptTokens = count(usage?.['cacheReadInputTokens'] ?? usage?.['cacheReadInputTokenCount']);
  const cacheWriteTokens = count(usage?.['cacheWriteInputTokens'] ?? usage?.['cacheWriteInputTokenCount']);
  const input = count(usage?.['inputTokens']);
  return {
    promptTokens: input === null ? null : sum(input, cachedPromptTokens, cacheWriteTokens),
    completionTokens: count(usage?.['outputTokens']),
    totalTokens: count(usage?.['totalTokens']),
    cachedPromptTokens,
    cacheWriteTokens,
    usageDetails: detailsOf({
      cacheWrite5mTokens: writtenFor(usage, '5m'),
      cacheWrite1hTokens: writtenFor(usage, '1h'),
    }),
  };
}

/** What was written to the cache, by how long it is kept. */
function writtenFor(usage: Json | undefined, ttl: string): number | null {
  const those = objects(usage?.['cacheDetails']).filter((detail) => detail['ttl'] === ttl);
  return sum(...those.map((detail) => count(detail['inputTokens'])));
}

function toolCallsOf(use: Json | undefined): LlmToolCall[] {
  if (use === undefined) return [];
  const id = text(use['toolUseId']) ?? undefined;
  return [{ id, name: text(use['name']) ?? '', arguments: parsedOrText(use['input']) }];
}
