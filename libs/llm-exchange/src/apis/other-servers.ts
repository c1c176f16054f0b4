import { BoundedText } from '../reading/bounded-text.js';
import { count, isObject, joined, list, object, text, type Json } from '../reading/json-reading.js';
import { joinReadings, readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';
import { readOpenAiUsage } from './openai-usage.js';

type Said = Partial<LlmResultReading> | null;

/**
 * Answers of servers with a language of their own: llama.cpp's `/completion`, Text Generation Inference's `/generate`, Cloudflare's
 * `ai/run`, predictions of Replicate.
 */
export function readOtherServer(value: Json): LlmResultReading | null {
  const said = readLlamaCpp(value) ?? readTgi(value) ?? readCloudflare(value) ?? readPrediction(value);
  return said && readingOf(said);
}

/** https://github.com/ggml-org/llama.cpp/tree/master/tools/server */
function readLlamaCpp(value: Json): Said {
  const isOne = typeof value['content'] === 'string' && ('tokens_predicted' in value || 'stop' in value);
  if (!isOne) return null;
  const isOver = value['stop'] !== false;
  return {
    model: text(value['model']),
    response: text(value['content']),
    promptTokens: isOver ? count(value['tokens_evaluated']) : null,
    completionTokens: isOver ? count(value['tokens_predicted']) : null,
    finishReason: text(value['stop_type']),
  };
}

/** https://huggingface.co/docs/text-generation-inference */
function readTgi(value: Json): Said {
  const token = object(value['token']);
  const whole = text(value['generated_text']);
  if (whole === null && !(token !== undefined && 'generated_text' in value)) return null;
  const details = object(value['details']);
  return {
    // Each piece of a stream is a token, and the last one repeats the whole text.
    response: token === undefined ? whole : token['special'] === true ? null : text(token['text']),
    promptTokens: count(details?.['input_length']) ?? (list(details?.['prefill']).length || null),
    completionTokens: count(details?.['generated_tokens']),
    finishReason: text(details?.['finish_reason']),
  };
}

/** https://developers.cloudflare.com/workers-ai */
function readCloudflare(value: Json): Said {
  const result = object(value['result']) ?? value;
  const response = text(result['response']);
  if (response === null || !('success' in value || 'usage' in result || 'p' in result || 'tool_calls' in result))
    return null;
  return { ...readOpenAiUsage(object(result['usage'])), response };
}

/** https://replicate.com/docs/reference/http */
function readPrediction(value: Json): Said {
  if (object(value['urls']) === undefined || text(value['status']) === null || !('output' in value)) return null;
  const { output } = value;
  const metrics = object(value['metrics']);
  return {
    model: text(value['model']),
    response: text(output) ?? joined(list(output).map(text)) ?? (isObject(output) ? JSON.stringify(output) : null),
    promptTokens: count(metrics?.['input_token_count']),
    completionTokens: count(metrics?.['output_token_count']),
    finishReason: text(value['status']),
  };
}

/** Pieces of these, each with the next piece of the text. */
export class OtherServerStream implements StreamAccumulator {
  readonly #text: BoundedText;
  #last: LlmResultReading = readingOf({});

  constructor(maxLength: number) {
    this.#text = new BoundedText(maxLength);
  }

  static recognises(chunk: Json): boolean {
    return readLlamaCpp(chunk) !== null || readTgi(chunk) !== null || readCloudflare(chunk) !== null;
  }

  push(chunk: Json): boolean {
    const reading = readOtherServer(chunk);
    if (reading === null) return false;
    if (reading.response) this.#text.append(reading.response);
    this.#last = joinReadings(this.#last, reading);
    return Boolean(reading.response);
  }

  result(): LlmResultReading {
    return readingOf({ ...this.#last, totalTokens: null, response: this.#text.value });
  }
}
