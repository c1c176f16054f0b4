import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { LlmDatabaseUnavailableError, LlmLoggingError } from '../../errors.js';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../../options/tokens.js';
import { LlmDatabase } from '../llm-database.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import { whileAwaited } from '../while-awaited.js';
import { makeSearchIndex, unindexedPartitions } from '../partitions/search-indexes.js';

const EVERY_MS = 3_600_000;
/** A script that is over by then makes none. */
const START_DELAY_MS = 5_000;

/** Key of the advisory lock that lets one instance at a time make indexes. */
const SEARCH_INDEX_LOCK = '7308332045016106';
/**
 * An index waits for the transactions that began before it. Nobody who reads or writes waits behind it, and what the role's own
 * settings say is meant for questions.
 */
const SETTINGS = `SET lock_timeout = '10min'; SET statement_timeout = 0; SET max_parallel_maintenance_workers = 0`;

const POOLED =
  'Search indexes cannot be made through a pooler such as PgBouncer: they need a session of their own. Make them over a direct connection, as docs/operations.md shows, and set `search: { index: false }`.';

/** Makes the search index of partitions whose time is over, unless `migrate: false` or `search.index: false` leaves that to others. */
@Injectable()
export class LlmSearchIndexService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('LlmLogging');
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: LlmDatabase,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (this.options.migrate && this.options.search.index) this.#makeLater(START_DELAY_MS);
  }

  /** PostgreSQL finishes an index that is being made. */
  beforeApplicationShutdown(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  /**
   * Makes the indexes that are missing now, newest first, whatever the options say, and waits for them.
   * @returns the partitions that have one now; null where another instance is at it.
   * @throws LlmDatabaseUnavailableError, and LlmLoggingError behind a pooler such as PgBouncer.
   */
  makeMissing(): Promise<string[] | null> {
    return whileAwaited(this.#makeMissing());
  }

  async #makeMissing(): Promise<string[] | null> {
    if (await this.database.isPooled()) throw new LlmLoggingError(POOLED);
    return this.database.withDedicatedConnection(this.#stop.signal, async (query) => {
      await query(SETTINGS);
      const [lock] = await query<{ acquired: boolean }>(
        `SELECT pg_try_advisory_lock(${SEARCH_INDEX_LOCK}) AS acquired`,
      );
      if (lock?.acquired !== true) return null;
      try {
        return await this.#makeEach(query);
      } finally {
        await query(`SELECT pg_advisory_unlock(${SEARCH_INDEX_LOCK})`).catch(() => undefined);
      }
    });
  }

  async #makeEach(query: Query): Promise<string[]> {
    const { schema } = this.database;
    const made: string[] = [];
    for (const partition of await unindexedPartitions(query, schema)) {
      try {
        await makeSearchIndex(query, schema, partition);
        made.push(partition);
      } catch (error) {
        const [row] = await query<{ found: string | null }>('SELECT to_regclass($1) AS found', [
          tableName(schema, partition),
        ]);
        // Cleanup may have dropped it meanwhile.
        if (row?.found) this.#logger.warn(`${partition} could not be given its search index. ${String(error)}`);
      }
    }
    return made;
  }

  #makeLater(delayMs: number): void {
    this.#timer = setTimeout(() => {
      void this.#makeQuietly().finally(() => this.#stop.signal.aborted || this.#makeLater(EVERY_MS));
    }, delayMs).unref();
  }

  async #makeQuietly(): Promise<void> {
    try {
      if (await this.#isWithinProcess()) return;
      const made = await this.#makeMissing();
      if (made !== null && made.length > 0) this.#logger.log(`Search indexes made: ${made.join(', ')}.`);
    } catch (error) {
      // Delivery says already that the database is away.
      if (!(error instanceof LlmDatabaseUnavailableError) && !this.#stop.signal.aborted)
        this.#logger.warn(`Search indexes could not be made; in an hour they are tried again. ${String(error)}`);
    }
  }

  /** PGlite works on the application's own event loop, which an index would hold up. */
  async #isWithinProcess(): Promise<boolean> {
    const [row] = await this.database.query<{ version: string }>('SELECT version()');
    return /PGlite/.test(row?.version ?? '');
  }
}
