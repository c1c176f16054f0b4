import { AnthropicStream } from '../apis/anthropic-messages.js';
import { eventInMessage, eventOfInvokedModel, invocationMetrics } from './aws-sdk.js';
import { InvokedModelStream, withInvocationMetrics } from '../apis/bedrock-invoke.js';
import { ConverseStream } from '../apis/bedrock.js';
import { BoundedText } from '../reading/bounded-text.js';
import { CohereStream } from '../apis/cohere.js';
import { GoogleContentStream } from '../apis/google-generate-content.js';
import { isObject, text, type Json } from '../reading/json-reading.js';
import { LangChainStream } from './langchain.js';
import { GoogleLiveStream } from '../apis/google-live.js';
import { MistralConversationStream } from '../apis/mistral-conversations.js';
import { OllamaStream } from '../apis/ollama.js';
import { OpenAiRealtimeStream } from '../apis/openai-realtime.js';
import { OpenAiChatStream } from '../apis/openai-chat.js';
import { OpenAiMediaStream } from '../apis/openai-media.js';
import { OpenAiResponseStream } from '../apis/openai-responses.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import type { StreamAccumulator } from '../reading/stream-accumulator.js';
import { InteractionStream } from '../apis/google-interactions.js';
import { OtherServerStream } from '../apis/other-servers.js';
import { VercelStream } from './vercel-ai.js';

/** In the order in which they are asked: `type`s of the Vercel AI SDK are the least particular. */
const STREAMS = [
  OpenAiChatStream,
  OpenAiRealtimeStream,
  OpenAiResponseStream,
  AnthropicStream,
  GoogleLiveStream,
  GoogleContentStream,
  OllamaStream,
  ConverseStream,
  CohereStream,
  OpenAiMediaStream,
  InvokedModelStream,
  LangChainStream,
  InteractionStream,
  MistralConversationStream,
  VercelStream,
  OtherServerStream,
] as const;

/**
 * Reads a stream as SDKs give it, chunk by chunk: parsed events of a known API, texts, bytes of UTF-8, or server-sent messages of
 * Nest and events of Mistral's SDK (`{ data }`). The first chunk that is known tells which. Never throws.
 */
export class LlmResultStreamReader {
  readonly #text: BoundedText;
  readonly #maxLength: number;
  readonly #decoder = new TextDecoder();
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
    this.#accumulator ??= this.#accumulatorFor(event);
    if (this.#accumulator !== undefined) return this.#accumulator.push(event);
    const piece = text(chunk['data']) ?? text(chunk['text']) ?? text(chunk['content']) ?? text(chunk['delta']);
    return piece !== null && this.#pushText(piece);
  }

  #pushText(piece: string): boolean {
    if (piece === '') return false;
    this.#text.append(piece);
    return true;
  }

  #accumulatorFor(chunk: Json): StreamAccumulator | undefined {
    const Stream = STREAMS.find((candidate) => candidate.recognises(chunk));
    return Stream && new Stream(this.#maxLength);
  }
}
