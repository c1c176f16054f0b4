import { AwsEventStream, type AwsEvent } from '../wire/aws-event-stream.js';
import { withInvocationMetrics } from '../apis/bedrock-invoke/metrics.js';
import { fromBase64, textOf } from '../platform/bytes.js';
import { readError, type LlmExchangeError } from '../reading/failure-reading.js';
import { JsonLines } from '../wire/json-lines.js';
import { attempt, isObject, object, text, type Json } from '../reading/json-reading.js';
import { backgroundAnswer, type BackgroundAnswer } from './background.js';
import type { LlmResultReading } from '../reading/result-reading.js';
import { LlmResultStreamReader } from '../results/result-stream.js';
import { ServerSentEvents } from '../wire/server-sent-events.js';

/** How the events of a streamed body are separated. */
export type StreamFraming = 'sse' | 'ndjson' | 'aws';

/** Reads a streamed body as its bytes arrive, split anywhere. Never throws. */
export class LlmExchangeStreamReader {
  readonly #lines: ServerSentEvents | JsonLines;
  readonly #frames = new AwsEventStream();
  readonly #decoder = new TextDecoder();
  readonly #events: LlmResultStreamReader;
  readonly #framing: StreamFraming;
  #metrics: Json | undefined;
  #error: LlmExchangeError | null = null;
  #isComplete = false;
  #background: BackgroundAnswer | null = null;

  constructor(framing: StreamFraming, limits: { maxTextBytes: number }) {
    this.#framing = framing;
    this.#lines = framing === 'ndjson' ? new JsonLines() : new ServerSentEvents();
    this.#events = new LlmResultStreamReader(limits);
  }

  /** @returns whether the piece carries content. */
  push(piece: Uint8Array | string): boolean {
    try {
      return this.#push(piece);
    } catch {
      return false;
    }
  }

  /** As {@link push}, of an event that is parsed already: those of a socket come one by one. */
  pushEvent(event: Json): boolean {
    return attempt(() => this.#pushEvent(event)) ?? false;
  }

  /** The event has come after which there is nothing to read: some SDKs stop there. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Of an answer that is made in the background, as the last event described it. */
  get background(): BackgroundAnswer | null {
    return this.#background;
  }

  get soFar(): LlmResultReading | null {
    return this.#events.result();
  }

  /** What the stream said, whole or cut short; null when nothing was understood. */
  end(): { reading: LlmResultReading | null; error: LlmExchangeError | null } {
    if (this.#framing !== 'aws') this.#pushAll([...this.#lines.push(this.#decoder.decode()), ...this.#lines.end()]);
    const reading = this.#events.result();
    const counted = reading && this.#metrics ? withInvocationMetrics(reading, this.#metrics) : reading;
    return { reading: counted, error: this.#error };
  }

  #push(piece: Uint8Array | string): boolean {
    if (this.#framing === 'aws') {
      const frames = this.#frames.push(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
      return frames.map((frame) => this.#pushFrame(frame)).includes(true);
    }
    const decoded = typeof piece === 'string' ? piece : this.#decoder.decode(piece, { stream: true });
    return this.#pushAll(this.#lines.push(decoded));
  }

  #pushAll(events: readonly string[]): boolean {
    let hasContent = false;
    for (const event of events) {
      if (event === '[DONE]') this.#isComplete = true;
      else if (this.#pushEvent(parsed(event))) hasContent = true;
    }
    return hasContent;
  }

  #pushFrame({ type, isException, json }: AwsEvent): boolean {
    const body = parsed(json);
    if (body === undefined) return false;
    if (isException) {
      this.#error ??= { message: text(body['message']) ?? type, type };
      return false;
    }
    // InvokeModel wraps the model's own events, Converse names its events in the frame.
    const bytes = text(body['bytes']);
    if (bytes === null) return this.#pushEvent({ [type]: body });
    const event = parsed(textOf(fromBase64(bytes)));
    this.#metrics = object(event?.['amazon-bedrock-invocationMetrics']) ?? this.#metrics;
    return this.#pushEvent(event);
  }

  #pushEvent(event: Json | undefined): boolean {
    if (event === undefined) return false;
    this.#error ??= readError(event);
    this.#background = backgroundAnswer(object(event['response'] ?? event['interaction'])) ?? this.#background;
    const hasContent = this.#events.push(event);
    if (this.#events.isLast(event)) this.#isComplete = true;
    return hasContent;
  }
}

function parsed(json: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : object(Array.isArray(value) ? value[0] : undefined);
  } catch {
    return undefined;
  }
}
