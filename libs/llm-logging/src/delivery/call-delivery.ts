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
/** Longest pause between tries while someone waits for a flush. */
const IN_A_HURRY_MS = 250;
/** At most one line of the same complaint in this time. */
const COMPLAINT_EVERY_MS = 30_000;

/** What was not stored as it was told. */
interface Losses {
  /** Set aside in `llm_refused_calls`. */
  refused: number;
  /** Kept without their texts, for want of memory. */
  textsDropped: number;
  dropped: number;
}

/** Someone who waits until so many entries of the buffer are settled. */
interface Waiter {
  readonly entries: number;
  readonly resolve: () => void;
}

/**
 * From accepted to committed. One writer at a time takes batches from the buffer: after `flushIntervalMs`, or at once when a
 * batch is full. A database that is away is waited for, while the buffer, bounded in bytes, fills.
 */
@Injectable()
export class CallDelivery {
  readonly #buffer: CallBuffer;
  readonly #logger = new Logger('LlmLogging');
  readonly #losses: Losses = { refused: 0, textsDropped: 0, dropped: 0 };
  readonly #options: ResolvedOptions['delivery'];
  #timer: NodeJS.Timeout | undefined;
  #isWriting = false;
  #hurry = new AbortController();
  #waiters: Waiter[] = [];
  /** Entries of the buffer that are stored, refused or given up. */
  #settled = 0;
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

  /** Takes one account of a call. Never throws, never waits. */
  accept(record: LlmCallRecord): void {
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
    const { entries } = this.#buffer;
    if (this.#settled >= entries) return;
    const settled = new Promise<void>((resolve) => this.#waiters.push({ entries, resolve }));
    this.#hurry.abort();
    this.#wake();
    if (!(await settlesWithin(settled, timeoutMs))) throw unavailable(this.#failure);
  }

  /** Stores what is left, within `timeoutMs`, and takes no more. What could not be stored is reported. Never throws. */
  async close(timeoutMs?: number): Promise<void> {
    if (this.#closed) return;
    try {
      await this.flush(timeoutMs);
    } catch (error) {
      this.#logger.error(
        `${this.#buffer.entries - this.#settled} calls could not be stored before shutdown and are lost. ${String(error)}`,
      );
    }
    this.#closed = true;
    this.#hurry.abort();
    clearTimeout(this.#timer);
    const { dropped, textsDropped, refused } = this.#losses;
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
    if (this.#isWriting) return;
    this.#isWriting = true;
    void this.#writeAll().finally(() => {
      this.#isWriting = false;
      if (this.#buffer.size > 0 && !this.#closed) this.#wakeLater();
    });
  }

  /** The one loop that writes, until nothing waits. While one batch is on its way the next is made ready. Never throws. */
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
      this.#settle(lines.length);
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
        const refused = await writeBatch(this.store, lines);
        this.#failure = undefined;
        this.#losses.refused += refused;
        if (refused > 0) {
          this.#complain(`PostgreSQL refused ${refused} calls: they are in llm_refused_calls, with the reason.`);
        }
        return;
      } catch (error) {
        this.#failure = error;
        this.#complain(`Calls cannot be stored and wait in memory: ${String(error)}`);
        await this.#pause(backoffMs(failures));
      }
    }
    this.#losses.dropped += lines.length;
  }

  #settle(entries: number): void {
    this.#settled += entries;
    for (const { resolve } of this.#waiters.filter((waiter) => waiter.entries <= this.#settled)) resolve();
    this.#waiters = this.#waiters.filter((waiter) => waiter.entries > this.#settled);
  }

  /** Waits before the next try, not long where someone waits for it. */
  async #pause(patienceMs: number): Promise<void> {
    const ms = this.#waiters.length > 0 ? Math.min(patienceMs, IN_A_HURRY_MS) : patienceMs;
    this.#hurry = new AbortController();
    const { signal } = this.#hurry;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #count(put: Put): void {
    if (put === 'kept') return;
    if (put === 'dropped') this.#losses.dropped += 1;
    else this.#losses.textsDropped += 1;
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

async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const settled = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}
