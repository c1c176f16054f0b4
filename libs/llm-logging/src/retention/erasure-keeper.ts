import { Injectable, Logger } from '@nestjs/common';
import { LlmDatabaseUnavailableError } from '../errors.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { resumeErasure } from './removal/erase-user.js';
import { forgetErasures, unfinishedErasures } from './removal/erasures.js';
import type { RunTransaction } from './removal/call-removal.js';

const EVERY_MS = 60_000;

/**
 * Finishes erasures whose process died, at start and every minute. One that goes on in a living process is helped along: both take
 * turns, batch by batch.
 */
@Injectable()
export class ErasureKeeper {
  readonly #logger = new Logger('LlmLogging');
  readonly #transaction: RunTransaction = (limits, work) => this.database.transaction(limits, work);
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: LlmDatabase) {}

  start(): void {
    this.#timer = setInterval(() => void this.#runQuietly(), EVERY_MS).unref();
    void this.#runQuietly();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #runQuietly(): Promise<void> {
    try {
      await this.#finish();
      await forgetErasures((sql, values) => this.database.query(sql, values), this.database.schema);
    } catch (error) {
      // Delivery says already that the database is away.
      if (!(error instanceof LlmDatabaseUnavailableError))
        this.#logger.warn(`Erasures could not be finished; in a minute they are tried again. ${String(error)}`);
    }
  }

  async #finish(): Promise<void> {
    const { schema } = this.database;
    const erasures = await unfinishedErasures((sql, values) => this.database.query(sql, values), schema);
    for (const erasure of erasures) await resumeErasure(this.#transaction, schema, erasure);
  }
}
