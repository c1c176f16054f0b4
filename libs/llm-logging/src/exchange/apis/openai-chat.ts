import type { LlmToolCall } from '../../call/call-record.js';
import { BoundedText } from '../reading/bounded-text.js';
import { amount, count, isObject, object, objects, parsedOrText, text, type Json } from '../reading/json-reading.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';

/** OpenAI Chat Completions, and the many that speak its language: https://platform.openai.com/docs/api-reference/chat/object */
export function readOpenAiChat(value: Json): LlmResultReading | null {
  const [choice] = objects(value['choices']);
  const message = object(choice?.['message']);
  if (choice === undefined) return null;
  // Azure leaves the message out of an answer that its filter holds back.
  const isAnswer = message !== undefined || typeof choice['text'] === 'string' || choice['finish_reason'] !== undefined;
  if (!isAnswer) return null;
  const toolCalls = readToolCalls(message);
  return readingOf({
    ...readOpenAiUsage(object(value['usage'])),
    model: text(value['model']),
    response: saidIn(message) ?? text(choice['text']),
    toolCalls: toolCalls.length === 0 ? null : toolCalls,
    finishReason: text(choice['finish_reason'] ?? choice['finishReason'] ?? choice['stop_reason']),
  });
}

/**
 * `usage` of the OpenAI family. Prompt tokens include cached ones, completion tokens reasoning ones; xAI and Google's
 * compatible API leave reasoning out of the completion and count it in the total alone, Perplexity nowhere but apart. DeepSeek, Mistral and Together
 * name cache hits otherwise, Mistral's SDK writes in camel case, OpenRouter, Perplexity and xAI add what the call cost.
 */
export function readOpenAiUsage(usage: Json | undefined): Partial<LlmResultReading> {
  if (usage === undefined) return {};
  const prompt = object(
    usage['prompt_tokens_details'] ?? usage['input_tokens_details'] ?? usage['promptTokensDetails'],
  );
  const completion = object(
    usage['completion_tokens_details'] ?? usage['output_tokens_details'] ?? usage['completionTokensDetails'],
  );
  const promptTokens = count(usage['prompt_tokens'] ?? usage['input_tokens'] ?? usage['promptTokens']);
  const completionTokens = count(usage['completion_tokens'] ?? usage['output_tokens'] ?? usage['completionTokens']);
  const totalTokens = count(usage['total_tokens'] ?? usage['totalTokens']);
  const apart = count(usage['reasoning_tokens']);
  return {
    promptTokens,
    completionTokens: wholeCompletion(promptTokens, completionTokens, totalTokens, apart),
    totalTokens,
    cachedPromptTokens: count(
      prompt?.['cached_tokens'] ??
        prompt?.['cachedTokens'] ??
        usage['prompt_cache_hit_tokens'] ??
        usage['num_cached_tokens'] ??
        usage['cached_tokens'] ??
        usage['cache_read_input_tokens'],
    ),
    cacheWriteTokens: count(
      prompt?.['cache_write_tokens'] ??
        prompt?.['cache_creation_tokens'] ??
        prompt?.['cache_creation_input_tokens'] ??
        usage['cache_creation_input_tokens'],
    ),
    reasoningTokens: count(completion?.['reasoning_tokens'] ?? completion?.['reasoningTokens']) ?? apart,
    audioPromptTokens: count(prompt?.['audio_tokens'] ?? object(usage['input_token_details'])?.['audio_tokens']),
    audioCompletionTokens: count(completion?.['audio_tokens']),
    providerCost: costIn(usage),
  };
}

/** The total says what the completion leaves out; so does reasoning that is told apart, and more than the completion. */
function wholeCompletion(
  prompt: number | null,
  completion: number | null,
  total: number | null,
  apart: number | null,
): number | null {
  if (completion === null) return null;
  const whole = prompt === null || total === null ? completion : Math.max(completion, total - prompt);
  return apart !== null && apart > whole ? whole + apart : whole;
}

/** xAI counts in ticks, of which ten thousand million are a dollar. */
const TICKS_PER_USD = 1e10;

function costIn(usage: Json): number | null {
  const ticks = amount(usage['cost_in_usd_ticks']);
  if (ticks !== null) return ticks / TICKS_PER_USD;
  return amount(usage['cost']) ?? amount(object(usage['cost'])?.['total_cost']);
}

/** Refusals take the place of the content, the words of a spoken answer too. */
function saidIn(message: Json | undefined): string | null {
  return contentOf(message) ?? text(message?.['refusal']) ?? text(object(message?.['audio'])?.['transcript']);
}

function contentOf(message: Json | undefined): string | null {
  const content = message?.['content'];
  if (typeof content === 'string') return content;
  const parts = objects(content).map((part) => text(part['text']));
  return parts.some((part) => part !== null) ? parts.join('') : null;
}

function readToolCalls(message: Json | undefined): LlmToolCall[] {
  // One call, before there were several: https://platform.openai.com/docs/deprecations
  const legacy = object(message?.['function_call']);
  const calls = legacy === undefined ? objects(message?.['tool_calls'] ?? message?.['toolCalls']) : [legacy];
  return calls.map((call) => {
    const called = object(call['function']) ?? call;
    return {
      id: text(call['id']) || undefined,
      name: text(called['name']) ?? '',
      arguments: parsedOrText(called['arguments']),
    };
  });
}

interface BegunCall {
  id?: string;
  name: string;
  readonly arguments: BoundedText;
}

/** Chunks of a streamed chat completion: pieces of the first choice, arguments of parallel tool calls kept apart by index. */
export class OpenAiChatStream implements StreamAccumulator {
  readonly #text: BoundedText;
  readonly #calls = new Map<unknown, BegunCall>();
  readonly #maxLength: number;
  #model: string | null = null;
  #finishReason: string | null = null;
  #usage: Partial<LlmResultReading> = {};

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
    this.#text = new BoundedText(maxLength);
  }

  static recognises(chunk: Json): boolean {
    return (
      chunk['object'] === 'chat.completion.chunk' ||
      objects(chunk['choices']).some((choice) => isObject(choice['delta']) || typeof choice['text'] === 'string')
    );
  }

  push(chunk: Json): boolean {
    this.#model = text(chunk['model']) || this.#model;
    const usage = object(chunk['usage']) ?? object(object(chunk['x_groq'])?.['usage']);
    if (usage !== undefined) this.#usage = readOpenAiUsage(usage);
    const choice = objects(chunk['choices']).find(({ index }) => index === undefined || index === 0);
    if (choice === undefined) return false;
    this.#finishReason = text(choice['finish_reason']) ?? this.#finishReason;
    return this.#pushDelta(object(choice['delta']) ?? { content: choice['text'] });
  }

  result(): LlmResultReading {
    const toolCalls = [...this.#calls.values()].map((call) => ({
      ...call,
      arguments: parsedOrText(call.arguments.value),
    }));
    return readingOf({
      ...this.#usage,
      model: this.#model,
      response: this.#text.value,
      toolCalls: toolCalls.length === 0 ? null : toolCalls,
      finishReason: this.#finishReason,
    });
  }

  #pushDelta(delta: Json): boolean {
    const piece = saidIn(delta);
    if (piece) this.#text.append(piece);
    const legacy = object(delta['function_call']);
    const calls = legacy === undefined ? objects(delta['tool_calls']) : [{ index: 0, function: legacy }];
    for (const call of calls) this.#pushToolCall(call);
    return Boolean(piece) || calls.length > 0 || Boolean(delta['reasoning_content'] ?? delta['reasoning']);
  }

  #pushToolCall(piece: Json): void {
    const called = object(piece['function']);
    const call = this.#callOf(piece);
    const name = text(called?.['name']) ?? '';
    call.id ??= text(piece['id']) || undefined;
    // Some servers repeat the name with every piece.
    if (call.name !== name) call.name += name;
    const given = called?.['arguments'];
    call.arguments.append(isObject(given) ? JSON.stringify(given) : (text(given) ?? ''));
  }

  /** Told apart by index; where a named one has another id too, since some servers give all calls the same index. */
  #callOf(piece: Json): BegunCall {
    const id = text(piece['id']) || undefined;
    const key = piece['index'] ?? id;
    const known = this.#calls.get(key);
    const isNamed = Boolean(object(piece['function'])?.['name']);
    if (known !== undefined && !(isNamed && id !== undefined && id !== known.id)) return known;
    const call: BegunCall = { name: '', arguments: new BoundedText(this.#maxLength) };
    if (known !== undefined) this.#calls.set(known, known);
    this.#calls.delete(key);
    this.#calls.set(key, call);
    return call;
  }
}
