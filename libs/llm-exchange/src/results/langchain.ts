import { TOKENS } from '../call/exchange-members.js';
import { detailsOf } from '../call/usage-details.js';
import { BoundedText } from '../reading/bounded-text.js';
import { count, joined, object, objects, parsedOrText, sum, text, type Json } from '../reading/json-reading.js';
import { joinReadings, readingOf, type LlmResultReading } from '../reading/result-reading.js';
import { readServerTools } from '../reading/server-tools.js';
import { readServiceTier } from '../reading/service-tier.js';
import type { LlmApiStream, StreamAccumulator } from '../reading/stream-accumulator.js';

/** LangChain's `AIMessage`: https://docs.langchain.com/oss/javascript/langchain/messages */
export function readLangChainMessage(value: Json): LlmResultReading | null {
  if (!isMessage(value)) return null;
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

interface BegunCall {
  id?: string;
  name: string;
  readonly arguments: BoundedText;
}

/** `AIMessageChunk`s: texts, counts and the arguments of tool calls add up. */
class LangChainStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #calls = new Map<unknown, BegunCall>();
  readonly #maxLength: number;
  #known: Partial<LlmResultReading> = {};

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
    this.#text = new BoundedText(maxLength);
  }

  push(chunk: Json): boolean {
    const reading = readLangChainMessage(chunk);
    const pieces = objects(chunk['tool_call_chunks']);
    for (const piece of pieces) this.#pushCall(piece);
    if (reading === null) return pieces.length > 0;
    if (reading.response) this.#text.append(reading.response);
    this.#known = joinReadings(this.#known, { ...reading, ...this.#counted(reading) });
    return Boolean(reading.response) || pieces.length > 0;
  }

  result(): LlmResultReading {
    const joinedCalls = [...this.#calls.values()].map((call) => ({
      ...call,
      arguments: parsedOrText(call.arguments.value),
    }));
    const toolCalls = joinedCalls.length === 0 ? this.#known.toolCalls : joinedCalls;
    return { ...readingOf({ ...this.#known, toolCalls: toolCalls ?? null }), response: this.#text.value };
  }

  #counted(reading: LlmResultReading): Partial<LlmResultReading> {
    const counts = TOKENS.map((name) => [name, sum(this.#known[name] ?? null, reading[name])] as const);
    const details: Record<string, number | undefined> = { ...this.#known.usageDetails };
    for (const [name, value = 0] of Object.entries(reading.usageDetails ?? {}))
      details[name] = (details[name] ?? 0) + value;
    return { ...(Object.fromEntries(counts) as Partial<LlmResultReading>), usageDetails: detailsOf(details) };
  }

  /** Pieces of one call have the same index; the first one has its name. */
  #pushCall(piece: Json): void {
    const key = piece['index'] ?? piece['id'] ?? this.#calls.size - 1;
    let call = this.#calls.get(key);
    if (call === undefined) this.#calls.set(key, (call = { name: '', arguments: new BoundedText(this.#maxLength) }));
    call.id ??= text(piece['id']) ?? undefined;
    call.name += text(piece['name']) ?? '';
    call.arguments.append(text(piece['args']) ?? '');
  }
}

function isMessage(value: Json): boolean {
  const hasMetadata = object(value['response_metadata']) !== undefined || object(value['usage_metadata']) !== undefined;
  return hasMetadata && 'content' in value;
}

/** How its streams are read. */
export const langChainStream: LlmApiStream = {
  recognises: isMessage,
  begin: (maxLength) => new LangChainStream(maxLength),
};
