import { readVercelEmbedding, vercelToolCallsIn } from '../apis/vercel-gateway/answer.js';
import { readVercelTier, readVercelUsage, sumVercelUsage } from '../apis/vercel-gateway/usage.js';
import { joined, type Json, object, objects, text } from '../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../reading/result-reading.js';

/**
 * Whole results of the Vercel AI SDK: https://ai-sdk.dev/docs/reference. `generateText` (5 and later) and `generate` of agents hold their
 * steps and have getters for the rest, which are not asked; `generateObject`, `embed` and all results of version 4 hold what they say.
 */
export function readVercelResult(value: Json): LlmResultReading | null {
  return readSteps(value) ?? readPlainResult(value) ?? readVercelEmbedding(value);
}

function readSteps(value: Json): LlmResultReading | null {
  const steps = objects(value['steps']);
  const last = steps.at(-1);
  if (last === undefined || !Array.isArray(last['content']) || text(last['finishReason']) === null) return null;
  const content = objects(last['content']);
  const totalUsage = object(value['totalUsage']);
  const ofSteps = sumVercelUsage(steps.map((step) => readVercelUsage(object(step['usage']))));
  const usage =
    totalUsage === undefined ? ofSteps : { ...readVercelUsage(totalUsage), usageDetails: ofSteps.usageDetails };
  return readingOf({
    ...usage,
    serviceTier: usage.serviceTier ?? readVercelTier(last['providerMetadata']),
    model: text(object(last['response'])?.['modelId']),
    response: joined(content.map((part) => (part['type'] === 'text' ? text(part['text']) : null))) ?? '',
    toolCalls: vercelToolCallsIn(content.filter((part) => part['type'] === 'tool-call')),
    finishReason: text(last['finishReason']),
  });
}

function readPlainResult(value: Json): LlmResultReading | null {
  const usage = object(value['totalUsage']) ?? object(value['usage']);
  const answer = text(value['text']) ?? (value['object'] === undefined ? null : JSON.stringify(value['object']));
  if (usage === undefined || answer === null || text(value['finishReason']) === null) return null;
  const read = readVercelUsage(usage);
  return readingOf({
    ...read,
    serviceTier: read.serviceTier ?? readVercelTier(value['providerMetadata']),
    model: text(object(value['response'])?.['modelId']),
    response: answer,
    toolCalls: vercelToolCallsIn(objects(value['toolCalls'])),
    finishReason: text(value['finishReason']),
  });
}
