import { type Batch, batchesIn, type BatchResult, JsonLines, readBatchResult } from 'llm-exchange/exchange';
import { attempt, isObject, type Json } from 'llm-exchange/reading';
import { BoundedMap } from '../../recording/bounded-map.js';
import type { AnswerHead, ObservedExchange } from './observed-exchange.js';

const MAX_BATCHES = 10_000;
/** An answer about batches is read up to this length, and so is a line of results. */
const MAX_BYTES = 32 * 1024 * 1024;

/** `{`, with which each result begins. */
const OPENING = 0x7b;

type Known = Pick<Batch, 'id' | 'createdAt' | 'model'>;

/** Batches that this process has heard of, by their ids and those of their files. */
export class KnownBatches {
  readonly #known = new BoundedMap<string, Known>(MAX_BATCHES);

  learn(batch: Batch): Known {
    for (const id of [batch.id, ...batch.files]) this.#known.set(id, batch);
    return batch;
  }

  /** A batch of which nothing is known began now, as far as this process knows. */
  of(id: string): Known {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const unknown = { id, createdAt: Date.now(), model: null };
    this.#known.set(id, unknown);
    return unknown;
  }
}

/** Makes a record of a result. */
export type ReportResult = (result: BatchResult, batch: Known) => void;

interface BatchTools {
  readonly known: KnownBatches;
  readonly report: ReportResult;
  quietly(step: () => void): void;
}

abstract class FetchedBatch implements ObservedExchange {
  #isRead = true;

  constructor(protected readonly tools: BatchTools) {}

  answered({ status = 200 }: AnswerHead): void {
    this.#isRead = status < 400;
  }

  chunk(bytes: unknown): void {
    if (this.#isRead) this.tools.quietly(() => (this.#isRead = this.read(bytes as Uint8Array)));
  }

  end(): void {
    if (this.#isRead) this.tools.quietly(() => this.ended());
    this.#isRead = false;
  }

  fail(): void {
    this.end();
  }

  cancel(): void {
    this.end();
  }

  event(): void {
    // There are no batches over sockets.
  }

  /** @returns whether there may be more to read. */
  protected abstract read(bytes: Uint8Array): boolean;
  protected abstract ended(): void;
}

/** An answer about a batch, or several; some have their results with them. */
export class FetchedBatches extends FetchedBatch {
  readonly #pieces: Uint8Array[] = [];
  #bytes = 0;

  protected read(bytes: Uint8Array): boolean {
    this.#bytes += bytes.byteLength;
    this.#pieces.push(bytes.slice());
    return this.#bytes <= MAX_BYTES;
  }

  protected ended(): void {
    const body = attempt(() => JSON.parse(Buffer.concat(this.#pieces).toString()) as unknown);
    if (!isObject(body)) return;
    for (const batch of batchesIn(body)) {
      const known = this.tools.known.learn(batch);
      for (const [n, line] of batch.results.entries()) this.#report(line, n, known);
    }
  }

  /** Inline results may have no name but their place. */
  #report(line: Json, place: number, batch: Known): void {
    const result = readBatchResult(line) ?? readBatchResult({ ...line, key: String(place) });
    if (result !== null) this.tools.report(result, batch);
  }
}

/** A file of results, a line each. Any other file is left alone from its first line on. */
export class FetchedResults extends FetchedBatch {
  readonly #lines = new JsonLines();
  readonly #decoder = new TextDecoder();
  #waiting = 0;
  #isFirst = true;

  constructor(
    tools: BatchTools,
    private readonly id: string,
  ) {
    super(tools);
  }

  protected read(bytes: Uint8Array): boolean {
    if (this.#isFirst && bytes.byteLength > 0 && bytes[0] !== OPENING) return false;
    this.#isFirst &&= bytes.byteLength === 0;
    const lines = this.#lines.push(this.#decoder.decode(bytes, { stream: true }));
    this.#waiting = lines.length > 0 ? 0 : this.#waiting + bytes.byteLength;
    return this.#waiting <= MAX_BYTES && this.#report(lines);
  }

  protected ended(): void {
    this.#report(this.#lines.end());
  }

  /** @returns whether these are results. */
  #report(lines: readonly string[]): boolean {
    for (const line of lines) {
      const parsed = attempt(() => JSON.parse(line) as unknown);
      const result = isObject(parsed) ? readBatchResult(parsed) : null;
      if (result === null) return false;
      this.tools.report(result, this.tools.known.of(this.id));
    }
    return true;
  }
}
