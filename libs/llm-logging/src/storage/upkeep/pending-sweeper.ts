import { Inject, Injectable, Logger } from '@nestjs/common';
import { LlmDatabaseUnavailableError } from '../../errors.js';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../../options/tokens.js';
import { LlmDatabase } from '../llm-database.js';
import { noteOpenCalls, openCalls } from '../writing/open-calls.js';
import { timeOutPendingCalls } from '../writing/time-out-pending-calls.js';

/** Key of the advisory lock that lets one instance at a time sweep. */
const SWEEP_LOCK = '7308332045016105';
const MAX_EVERY_MS = 60_000;
const MIN_EVERY_MS = 100;
const LIMITS = { statementTimeoutMs: 30_000, lockTimeoutMs: 5_000 };

/** Ids of calls whose work is under way in this process and began before a time. */
export type RunningSince = (time: Date) => string[];

/**
 * Ends calls that stay pending for longer than `pendingTimeoutMs`, in one instance at a time. Each instance says of its own calls that
 * come near it that they are under way: those are left alone.
 */
@Injectable()
export class PendingSweeper {
  readonly #logger = new Logger('LlmLogging');
  readonly #timeoutMs: number;
  #timer: NodeJS.Timeout | undefined;
  #runningSince: RunningSince = () => [];

  constructor(
    private readonly database: LlmDatabase,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.#timeoutMs = options.pendingTimeoutMs;
  }

  start(runningSince: RunningSince): void {
    this.#runningSince = runningSince;
    this.#sweepLater();
  }

  #sweepLater(): void {
    const everyMs = Math.max(Math.min(this.#timeoutMs / 4, MAX_EVERY_MS), MIN_EVERY_MS);
    this.#timer = setTimeout(
      () => void this.#sweepQuietly().finally(() => this.#timer && this.#sweepLater()),
      everyMs,
    ).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** @returns the number of calls ended; 0 also where another instance is at it. */
  async sweep(): Promise<number> {
    return this.database.transaction(LIMITS, async (query) => {
      const [lock] = await query<{ acquired: boolean }>(`SELECT pg_try_advisory_xact_lock(${SWEEP_LOCK}) AS acquired`);
      if (lock?.acquired !== true) return 0;
      const open = await openCalls(query, this.database.schema, this.#timeoutMs / 2);
      return timeOutPendingCalls(query, this.database.schema, new Date(Date.now() - this.#timeoutMs), open);
    });
  }

  /** Calls that have taken half of the time. */
  async #noteRunning(): Promise<void> {
    const running = this.#runningSince(new Date(Date.now() - this.#timeoutMs / 2));
    await noteOpenCalls((sql, values) => this.database.query(sql, values), this.database.schema, running);
  }

  async #sweepQuietly(): Promise<void> {
    try {
      await this.#noteRunning();
      const ended = await this.sweep();
      if (ended > 0) this.#logger.warn(`${ended} calls had no outcome in time and are timeouts now.`);
    } catch (error) {
      // Delivery says already that the database is away.
      if (!(error instanceof LlmDatabaseUnavailableError))
        this.#logger.warn(`Pending calls could not be swept; the next run tries again. ${String(error)}`);
    }
  }
}
