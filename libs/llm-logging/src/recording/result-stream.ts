import { ownData, type LlmResultReading } from 'llm-exchange/reading';
import { LlmResultStreamReader } from 'llm-exchange/results';

/** Chunks of one stream that selectors get to see at most. */
const MAX_CHUNKS = 100_000;

/** What a call streamed, read chunk by chunk. */
export class ResultStream {
  readonly #reader: LlmResultStreamReader;
  readonly chunks: unknown[] = [];

  /** @param keepsChunks whether selectors want to see them. */
  constructor(
    maxTextBytes: number,
    private readonly keepsChunks: boolean,
  ) {
    this.#reader = new LlmResultStreamReader({ maxTextBytes });
  }

  /** @returns whether the chunk carries content. */
  push(chunk: unknown): boolean {
    if (this.keepsChunks && this.chunks.length < MAX_CHUNKS) this.chunks.push(chunk);
    return this.#reader.push(ownData(chunk));
  }

  /** What the chunks say, whole or cut short; null where nothing was understood. */
  result(): LlmResultReading | null {
    return this.#reader.result();
  }
}
