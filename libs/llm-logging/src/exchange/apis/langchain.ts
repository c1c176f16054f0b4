import { detailsOf } from '../../call/usage-details.js';
import { BoundedText } from '../reading/bounded-text.js';
import { count, joined, object, objects, text, type Json } from '../reading/json-reading.js';
import { joinReadings, readingOf, type LlmResultReading } from '../reading/result-reading.js';
import { readServerTools } from '../reading/server-tools.js';
import { readServiceTier } from '../reading/service-tier.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';

/** LangChain's `AIMessage`: https://docs.langchain.com/oss/javascript/langchain/messages */
export function readLangChainMessage(value: Json): LlmResultReading | null {
  if (!LangChainStream.recognises(value)) return null;
  const usage = object(value['usage_metadata']);
  const details = object(usage?.['input_token_details']);
  const output = object(usage?.['output_token_details']);
  const metadata = object(value['response_metadata']);
  const toolCalls = objects(value['tool_calls']).map((call) => ({
    id: text(call['id']) ?? undefined,
    name: text(call['name']) ?? '',
    arguments: call['args'] ?? {},
  }));
  return readingOf({
    model: text(metadata?.['model_name'] ?? metadata?.['model']),
    response: text(value['content']) ?? joined(objects(value['content']).map((part) => text(part['text']))),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(metadata?.['finish_reason'] ?? metadata?.['stop_reason']),
    promptTokens: count(usage?.['input_tokens']),
    completionTokens: count(usage?.['output_tokens']),
    totalTokens: count(usage?.['total_tokens']),
    cachedPromptTokens: count(details?.['cache_read']),
    cacheWriteTokens: count(details?.['cache_creation']),
    reasoningTokens: count(output?.['reasoning']),
    serviceTier: readServiceTier(metadata?.['service_tier'] ?? object(metadata?.['usage'])?.['service_tier']),
    usageDetails: detailsOf({
      ...readServerTools(object(metadata?.['usage']) ?? {}),
      cacheWrite5mTokens: count(details?.['ephemeral_5m_input_tokens']),
      cacheWrite1hTokens: count(details?.['ephemeral_1h_input_tokens']),
      audioPromptTokens: count(details?.['audio']),
      audioCompletionTokens: count(output?.['audio']),
      imagePromptTokens: count(details?.['image']),
      imageCompletionTokens: count(output?.['image']),
    }),
  });
}

/** `AIMessageChunk`s: texts add up, and usage comes with one of them. */
export class LangChainStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #known: Partial<LlmResultReading> = {};

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  static recognises(value: Json): boolean {
    const isMessage = object(value['response_metadata']) !== undefined || object(value['usage_metadata']) !== undefined;
    return isMessage && 'content' in value;
  }

  push(chunk: Json): boolean {
    const reading = readLangChainMessage(chunk);
    if (reading?.response) this.#text.append(reading.response);
    this.#known = joinReadings(this.#known, reading ?? {});
    return Boolean(reading?.response);
  }

  result(): LlmResultReading {
    return { ...readingOf(this.#known), response: this.#text.value };
  }
}
