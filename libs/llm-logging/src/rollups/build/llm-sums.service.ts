import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { LlmDatabase } from '../../storage/llm-database.js';
import { whileAwaited } from '../../storage/while-awaited.js';
import { refreshSums, type RefreshedSums } from './refresh-rollups.js';

const INTERVAL_MS = 30_000;

/** Keeps the sums up with the rows: every half minute, in one of all instances at a time. */
@Injectable()
export class LlmSumsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('LlmLogging');
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;
  #isFailing = false;

  constructor(private readonly database: LlmDatabase) {}

  onApplicationBootstrap(): void {
    if (this.database.isOff) return;
    this.#timer = setInterval(() => void (this.#running ??= this.#runQuietly()), INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    if (this.#running !== undefined) await whileAwaited(this.#running);
  }

  /** Makes the sums of all hours and days that changed and are over now, rather than when their time comes. */
  refresh(): Promise<RefreshedSums> {
    return whileAwaited(refreshSums(this.database, { eager: true }));
  }

  async #runQuietly(): Promise<void> {
    try {
      await refreshSums(this.database, { isStopped: () => this.#isStopped });
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing && !this.#isStopped)
        this.#logger.warn(`Sums could not be made; answers read rows until they can. ${String(error)}`);
      this.#isFailing = true;
    } finally {
      this.#running = undefined;
    }
  }
}
