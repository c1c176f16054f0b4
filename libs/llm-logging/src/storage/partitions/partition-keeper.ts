import { Inject, Injectable, Logger } from '@nestjs/common';
import { LlmDatabaseUnavailableError } from '../../llm-logging.errors.js';
import type { ResolvedOptions } from '../../llm-logging.resolved-options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../../llm-logging.tokens.js';
import { LlmDatabase } from '../llm-database.js';
import { ensurePartitions, partitionsAhead } from './partitions.js';

const EVERY_MS = 3_600_000;

/** Makes partitions ahead while the application runs, unless `migrate: false` leaves the tables to others. */
@Injectable()
export class PartitionKeeper {
  readonly #logger = new Logger('LlmLogging');
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: LlmDatabase,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  start(): void {
    if (this.options.migrate) this.#timer = setInterval(() => void this.#makeQuietly(), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #makeQuietly(): Promise<void> {
    try {
      await ensurePartitions(await this.database.ready(), this.database.schema, partitionsAhead());
    } catch (error) {
      // Delivery says already that the database is away.
      if (!(error instanceof LlmDatabaseUnavailableError))
        this.#logger.warn(`Partitions could not be made ahead; in an hour they are tried again. ${String(error)}`);
    }
  }
}
