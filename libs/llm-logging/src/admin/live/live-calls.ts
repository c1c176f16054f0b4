import { Injectable, Logger, ServiceUnavailableException, type OnModuleDestroy } from '@nestjs/common';
import { LlmCallStatus } from 'llm-exchange/call';
import { LlmDatabaseUnavailableError } from '../../errors.js';
import { conditionsOf } from '../../storage/filters/call-filters.js';
import type { LlmCall } from '../../storage/rows/llm-call.entity.js';
import { LlmDatabase } from '../../storage/llm-database.js';
import { CallWatch, FAR_MS, type CallChanges } from '../../calls/live/call-watch.js';
import { readCallsOf, readCallsSince, type LiveFilters } from '../../calls/live/read-changed-calls.js';

const EVERY_MS = 1_000;
/** Streams of one instance at most: each asks the database for the calls that it shows. */
const MAX_LISTENERS = 50;
/** Calls of one look that a stream gets at most: nobody reads more in a second. */
const MAX_CALLS = 200;
const MAX_RESUMED = 1_000;

type LiveKind = 'started' | 'finished';

/** Who gets the calls. */
export interface LiveListener {
  readonly filters: LiveFilters;
  call(call: LlmCall, kind: LiveKind, at: Date): void;
  /** There are more calls than it gets: so many, or null for nobody knows. */
  skipped(calls: number | null, at: Date): void;
  end(): void;
}

/** New and finished calls of all instances. The listeners of this one share a look a second; without listeners there is none. */
@Injectable()
export class LiveCalls implements OnModuleDestroy {
  readonly #logger = new Logger('LlmLogging');
  readonly #listeners = new Set<LiveListener>();
  /** There while anyone listens; resolved once the first look has learned what there is. */
  #watching: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly database: LlmDatabase) {}

  /**
   * To be awaited before {@link follow}.
   * @throws ServiceUnavailableException where there is no room, LlmQueryError for a wrong filter, LlmDatabaseUnavailableError.
   */
  async prepare(filters: LiveFilters): Promise<void> {
    if (this.#closed) throw new ServiceUnavailableException('The application is shutting down.');
    if (this.#listeners.size >= MAX_LISTENERS)
      throw new ServiceUnavailableException(`There are ${MAX_LISTENERS} live streams, and no room for more.`);
    conditionsOf(filters);
    await (this.#watching ??= this.#watch());
  }

  /** @param since the listener first gets what has happened since then, some of it perhaps again. */
  follow(listener: LiveListener, since?: Date): void {
    this.#listeners.add(listener);
    if (this.#closed) listener.end();
    else if (since !== undefined) void this.#resume(listener, since);
  }

  leave(listener: LiveListener): void {
    this.#listeners.delete(listener);
  }

  /** While the server does not wait for its connections yet. */
  onModuleDestroy(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }

  async #watch(): Promise<void> {
    const watch = new CallWatch(this.database);
    try {
      await watch.look();
      this.#lookLater(watch);
    } catch (error) {
      this.#watching = undefined;
      throw error;
    }
  }

  #lookLater(watch: CallWatch): void {
    this.#timer = setTimeout(() => {
      if (this.#listeners.size === 0) this.#watching = undefined;
      else void this.#look(watch).finally(() => this.#lookLater(watch));
    }, EVERY_MS).unref();
  }

  async #look(watch: CallWatch): Promise<void> {
    try {
      const changes = await watch.look();
      if (changes.started.length + changes.finished.length === 0) return;
      // One after the other: a log's pool is small, and writing comes first.
      for (const listener of this.#listeners) await this.#send(listener, changes);
    } catch (error) {
      // The next look goes on from the last good one.
      this.#warn(error);
    }
  }

  async #send(listener: LiveListener, { at, started, finished }: CallChanges): Promise<void> {
    try {
      const { calls, skipped } = await readCallsOf(
        this.database,
        [...started, ...finished],
        listener.filters,
        MAX_CALLS,
      );
      const isNew = new Set(started);
      for (const call of calls) {
        const kind = kindOf(call);
        // One that has ended since is found by the next look.
        if (kind === 'started' || !isNew.has(call.id)) listener.call(call, kind, at);
      }
      if (skipped > 0) listener.skipped(skipped, at);
    } catch (error) {
      listener.skipped(null, at);
      this.#warn(error);
    }
  }

  async #resume(listener: LiveListener, since: Date): Promise<void> {
    const earliest = new Date(Date.now() - FAR_MS);
    const from = since < earliest ? earliest : since;
    try {
      const { calls, skipped } = await readCallsSince(this.database, from, listener.filters, MAX_RESUMED);
      if (from !== since) listener.skipped(null, from);
      else if (skipped > 0) listener.skipped(skipped, from);
      for (const call of calls) listener.call(call, kindOf(call), from);
    } catch (error) {
      listener.skipped(null, from);
      this.#warn(error);
    }
  }

  #warn(error: unknown): void {
    // Delivery says already that the database is away.
    if (error instanceof LlmDatabaseUnavailableError) return;
    this.#logger.warn(`Live calls could not be read; the next look tries again. ${String(error)}`);
  }
}

function kindOf({ status }: LlmCall): LiveKind {
  return status === LlmCallStatus.PENDING ? 'started' : 'finished';
}
