import { readAnswer, type LlmAnswer } from './answer.js';
import { LlmExchangeStreamReader, type StreamFraming } from './exchange-stream.js';
import { joinBytes } from '../platform/bytes.js';
import { readFailedAnswer } from '../reading/failure-reading.js';
import { attempt, type Json } from '../reading/json-reading.js';
import type { BackgroundAnswer } from './background.js';
import type { LlmResultReading } from '../reading/result-reading.js';

const FRAMINGS: readonly (readonly [RegExp, StreamFraming])[] = [
  [/^text\/event-stream/i, 'sse'],
  [/^application\/(x-)?(ndjson|jsonl|json-lines)/i, 'ndjson'],
  [/^application\/vnd\.amazon\.eventstream/i, 'aws'],
];
/** Answers that are no text: speech, images, files. */
const BINARY = /^(audio|image|video|font)\/|^application\/(octet-stream|pdf|zip)/i;
/** Bytes of an answer that is no stream that are kept to be read at its end; of a longer one, nothing is read. */
const MAX_WHOLE_BYTES = 32 * 1024 * 1024;

/** Reads an answer as it arrives, by what its `content-type` says of it. Never throws. */
export class LlmAnswerReader {
  readonly #status: number;
  readonly #api: string | null;
  readonly #stream: LlmExchangeStreamReader | undefined;
  readonly #pieces: Uint8Array[] = [];
  #bytes = 0;
  readonly #maxBytes: number;

  constructor(
    answer: { status: number; contentType: string | null; api: string | null },
    limits: { maxTextBytes: number },
  ) {
    const { status, contentType, api } = answer;
    this.#status = status;
    this.#api = api;
    const framing = FRAMINGS.find(([pattern]) => pattern.test(contentType ?? ''))?.[1];
    this.#stream = framing && new LlmExchangeStreamReader(framing, limits);
    this.#maxBytes = BINARY.test(contentType ?? '') ? 0 : MAX_WHOLE_BYTES;
  }

  get isStream(): boolean {
    return this.#stream !== undefined;
  }

  get isComplete(): boolean {
    return this.#stream?.isComplete ?? false;
  }

  /** What a stream said so far; null for what is no stream. */
  get soFar(): LlmResultReading | null {
    return this.#stream?.soFar ?? null;
  }

  /** What a stream said so far of an answer that is made in the background. */
  get background(): BackgroundAnswer | null {
    return this.#stream?.background ?? null;
  }

  /** @returns whether the piece carries content of a stream. The bytes are copied where they are needed later. */
  push(piece: Uint8Array): boolean {
    if (this.#stream !== undefined) return this.#stream.push(piece);
    this.#bytes += piece.byteLength;
    if (this.#bytes <= this.#maxBytes) this.#pieces.push(piece.slice());
    else this.#pieces.length = 0;
    return false;
  }

  /** An event of a stream that comes by a socket. */
  pushEvent(event: Json): boolean {
    return this.#stream?.pushEvent(event) ?? false;
  }

  /** What was answered so far. */
  read(): LlmAnswer {
    if (this.#stream !== undefined) {
      const { reading, error } = this.#stream.end();
      return { reading, error: error ?? this.#failure(), background: this.#stream.background };
    }
    const responseBytes = this.#pieces.length === 0 ? undefined : joinBytes(this.#pieces);
    const answer = attempt(() => readAnswer({ status: this.#status, responseBytes }, this.#api));
    return answer ?? { reading: null, error: this.#failure() };
  }

  #failure(): LlmAnswer['error'] {
    return this.#status >= 400 ? readFailedAnswer(this.#status, undefined, undefined) : null;
  }
}
