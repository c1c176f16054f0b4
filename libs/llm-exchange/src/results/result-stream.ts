import { APIS } from '../apis/apis.js';
import { withInvocationMetrics } from '../apis/bedrock-invoke/metrics.js';
import { BoundedText } from '../reading/bounded-text.js';
import { isObject, text, type Json } from '../reading/json-reading.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { LlmApiStream, StreamAccumulator } from '../reading/stream-accumulator.js';
import { eventInMessage, eventOfInvokedModel, invocationMetrics } from './aws-sdk.js';
import { langChainStream } from './langchain.js';

/** In the order in which they are asked. */
const STREAMS: readonly LlmApiStream[] = [...APIS.flatMap(({ stream }) => stream ?? []), langChainStream];

/**
 * Reads a stream as SDKs give it, chunk by chunk: parsed events of a known API, texts, bytes of UTF-8, or server-sent messages of
 * Nest and events of Mistral's SDK (`{ data }`). The first chunk that an API recognises decides which one reads the stream. Never throws.
 */
export class LlmResultStreamReader {
  readonly #text: BoundedText;
  readonly #maxLength: number;
  readonly #decoder = new TextDecoder();
  #stream: LlmApiStream | undefined;
  #accumulator: StreamAccumulator | undefined;
  #metrics: Json | undefined;

  constructor({ maxTextBytes }: { maxTextBytes: number }) {
    this.#maxLength = maxTextBytes;
    this.#text = new BoundedText(maxTextBytes);
  }

  /** @returns whether the chunk carries content. */
  push(chunk: unknown): boolean {
    try {
      return this.#push(chunk);
    } catch {
      return false;
    }
  }

  /** Whether nothing to read follows this event of a stream that is known. */
  isLast(event: Json): boolean {
    return this.#stream?.isLast?.(event) ?? false;
  }

  /** Null when nothing was understood. */
  result(): LlmResultReading | null {
    const reading = this.#accumulator?.result();
    if (reading !== undefined) return this.#metrics ? withInvocationMetrics(reading, this.#metrics) : reading;
    return this.#text.value === null ? null : readingOf({ response: this.#text.value });
  }

  #push(chunk: unknown): boolean {
    if (typeof chunk === 'string') return this.#pushText(chunk);
    if (chunk instanceof Uint8Array) return this.#pushText(this.#decoder.decode(chunk, { stream: true }));
    if (!isObject(chunk)) return false;
    const invoked = eventOfInvokedModel(chunk);
    if (invoked !== undefined) this.#metrics = invocationMetrics(invoked) ?? this.#metrics;
    const event = invoked ?? eventInMessage(chunk) ?? chunk;
    this.#begin(event);
    if (this.#accumulator !== undefined) return this.#accumulator.push(event);
    const piece = text(chunk['data']) ?? text(chunk['text']) ?? text(chunk['content']) ?? text(chunk['delta']);
    return piece !== null && this.#pushText(piece);
  }

  #pushText(piece: string): boolean {
    if (piece === '') return false;
    this.#text.append(piece);
    return true;
  }

  /** The first chunk that an API recognises decides which one reads the stream. */
  #begin(chunk: Json): void {
    if (this.#accumulator !== undefined) return;
    this.#stream = STREAMS.find((stream) => stream.recognises(chunk));
    this.#accumulator = this.#stream?.begin(this.#maxLength);
  }
}
