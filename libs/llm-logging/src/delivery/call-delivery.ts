import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { LlmCallRecord } from '../call/call-record.js';
import { LlmDatabaseUnavailableError } from '../llm-logging.errors.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../llm-logging.tokens.js';
import type { ResolvedOptions } from '../llm-logging.resolved-options.js';
import { repairJson } from '../privacy/repair-text.js';
import { backoffMs } from './backoff.js';
import { writeBatch } from './batch-writer.js';
import { CallBuffer, type Put } from './call-buffer.js';
import { CallStore } from './call-store.js';

/** Bytes of one batch, about: what is made JSON in one go, so that the event loop never waits long. */
const MAX_BATCH_BYTES = 1024 * 1024;
/** At most one line of the same complaint in this time. */
const COMPLAINT_EVERY_MS = 30_000;

/** What has become of the accounts of calls that were handed over. */
export interface DeliveryCounts {
  accepted: number;
  /** Rows written; a call written again when it ended counts again. */
  stored: number;
  /** Set aside in `llm_refused_calls`. */
  refused: number;
  /** Kept without their texts, for want of memory. */
  textsDropped: number;
  dropped: number;
}

/**
 * From accepted to committed. One writer at a time takes batches from the buffer: after `flushIntervalMs`, or at once when a
 * batch is full. A database that is away is waited for, while the buffer, bounded in bytes, fills.
 */
@Injectable()
export class CallDelivery {
  readonly #buffer: CallBuffer;
  readonly #logger = new Logger('LlmLogging');
  readonly #counts: DeliveryCounts = { accepted: 0, stored: 0, refused: 0, textsDropped: 0, dropped: 0 };
  readonly #options: ResolvedOptions['delivery'];
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  #hurry = new AbortController();
  #closed = false;
  #complainedAt = 0;
  /** Why the last try to write failed; undefined when it did not. */
  #failure: unknown;

  constructor(
    @Inject(CallStore) private readonly store: CallStore,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.#options = options.delivery;
    this.#buffer = new CallBuffer(options.delivery.maxBufferedBytes);
  }

  get counts(): Readonly<DeliveryCounts> {
    return { ...this.#counts };
  }

  /** Calls waiting for their batch. */
  get waiting(): number {
    return this.#buffer.size;
  }

  /** Takes one account of a call. Never throws, never waits. */
  accept(record: LlmCallRecord): void {
    this.#counts.accepted += 1;
    this.#count(this.#closed ? 'dropped' : this.#buffer.put(record));
    if (this.#closed) return;
    if (this.#buffer.size >= this.#options.maxBatchRows) this.#wake();
    else this.#wakeLater();
  }

  /**
   * All calls accepted so far are in the database when this resolves.
   * @throws LlmDatabaseUnavailableError when that takes longer than `timeoutMs`; the calls go on waiting for the database.
   */
  async flush(timeoutMs = this.#options.shutdownTimeoutMs): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (this.#draining !== undefined || this.#buffer.size > 0) {
      this.#hurry.abort();
      if (!(await settlesBy(this.#drain(), deadline))) throw unavailable(this.#failure);
    }
  }

  /** Stores what is left, within `shutdownTimeoutMs`, and takes no more. What could not be stored is reported. Never throws. */
  async close(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.flush();
    } catch (error) {
      this.#logger.error(
        `${this.#buffer.size} calls could not be stored before shutdown and are lost. ${String(error)}`,
      );
    }
    this.#closed = true;
    this.#hurry.abort();
    clearTimeout(this.#timer);
    const { dropped, textsDropped, refused } = this.#counts;
    if (dropped + textsDropped + refused === 0) return;
    this.#logger.warn(
      `Calls dropped: ${dropped}, kept without their texts: ${textsDropped}, refused by PostgreSQL: ${refused}.`,
    );
  }

  #wakeLater(): void {
    this.#timer ??= setTimeout(() => this.#wake(), this.#options.flushIntervalMs).unref();
  }

  #wake(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#drain().catch(() => undefined);
  }

  /** The one loop that writes: until nothing waits. */
  #drain(): Promise<void> {
    this.#draining ??= this.#writeAll().finally(() => {
      this.#draining = undefined;
      if (this.#buffer.size > 0 && !this.#closed) this.#wakeLater();
    });
    return this.#draining;
  }

  /** While one batch is on its way the next is made ready. */
  async #writeAll(): Promise<void> {
    let batch = this.#takeBatch();
    while (batch !== undefined) {
      const { lines, bytes } = batch;
      const written = this.#writeUntilStored(lines);
      // Lets the statement out before the event loop is busy with the next.
      await nextTurn();
      batch = this.#takeBatch();
      await written;
      this.#buffer.release(bytes);
      batch ??= this.#takeBatch();
    }
  }

  #takeBatch(): { lines: string[]; bytes: number } | undefined {
    if (this.#buffer.size === 0) return undefined;
    const { records, bytes } = this.#buffer.take(this.#options.maxBatchRows, MAX_BATCH_BYTES);
    return { lines: records.map((record) => repairJson(JSON.stringify(record))), bytes };
  }

  async #writeUntilStored(lines: readonly string[]): Promise<void> {
    for (let failures = 1; !this.#closed; failures += 1) {
      try {
        const { stored, refused } = await writeBatch(this.store, lines);
        this.#failure = undefined;
        this.#counts.stored += stored;
        this.#counts.refused += refused;
        if (refused > 0)
          this.#complain(`PostgreSQL refused ${refused} calls: they are in llm_refused_calls, with the reason.`);
        return;
      } catch (error) {
        this.#failure = error;
        this.#complain(`Calls cannot be stored and wait in memory: ${String(error)}`);
        await this.#pause(backoffMs(failures));
      }
    }
    this.#counts.dropped += lines.length;
  }

  /** Waits, unless someone is in a hurry. */
  async #pause(ms: number): Promise<void> {
    this.#hurry = new AbortController();
    const { signal } = this.#hurry;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        setTimeout(resolve, Math.min(ms, 50));
      });
    });
  }

  #count(put: Put): void {
    if (put === 'kept') return;
    if (put === 'dropped') this.#counts.dropped += 1;
    else this.#counts.textsDropped += 1;
    this.#complain(
      this.#closed
        ? 'A call was made after shutdown and is not recorded.'
        : `The buffer is full (maxBufferedBytes): new calls are ${put === 'dropped' ? 'dropped' : 'kept without their texts'}.`,
    );
  }

  #complain(message: string): void {
    if (Date.now() - this.#complainedAt < COMPLAINT_EVERY_MS) return;
    this.#complainedAt = Date.now();
    this.#logger.warn(message);
  }
}

function unavailable(failure: unknown): LlmDatabaseUnavailableError {
  return failure instanceof LlmDatabaseUnavailableError ? failure : new LlmDatabaseUnavailableError(failure);
}

async function settlesBy(work: Promise<unknown>, deadline: number): Promise<boolean> {
  const left = deadline - Date.now();
  if (left <= 0) return false;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, left, false);
  });
  const settled = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}
