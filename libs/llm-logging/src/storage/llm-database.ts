import { Logger } from '@nestjs/common';
import { DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm';
import { LlmDatabaseUnavailableError, LlmLoggingError } from '../llm-logging.errors.js';
import { placeOf, type DatabaseAddress, type DatabaseIdentity } from './database-identity.js';
import type { ResolvedOptions } from '../llm-logging.resolved-options.js';
import { LLM_LOGGING_DATA_SOURCE } from '../llm-logging.tokens.js';
import { cancellable } from './connection/cancellable.js';
import { isPooled } from './connection/is-pooled.js';
import { requireUtf8 } from './connection/database-encoding.js';
import { isStaleConnection, isUnavailable } from './connection/database-errors.js';
import { guardedPg } from './connection/own-pool.js';
import { runAlone } from './connection/run-alone.js';
import { readDatabaseId } from './database-id.js';
import { LlmCall } from './llm-call.entity.js';
import { migrate } from './migrations/migrate.js';
import { MIGRATIONS } from './migrations/migrations.js';
import { MIGRATIONS_TABLE } from './migrations/pending-migrations.js';
import { ensurePartitions } from './partitions/partitions.js';
import { timesAhead } from './partitions/times-ahead.js';
import { Pipeline, takesPipelines, type PipelineStep } from './connection/pipeline.js';
import type { Query } from './query.js';
import { onSeparateConnection } from './connection/separate-connection.js';
import { pgSharingPoolOf } from './connection/shared-pool.js';
import {
  inTransaction,
  limitedClient,
  oneByOne,
  settingsStep,
  type TransactionLimits,
} from './connection/transaction.js';

type PostgresConnectionOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

const CONNECTION_TIMEOUT_MS = 5_000;
/** A connection that says nothing for so long is asked whether it still is one, by the operating system. */
const KEEP_ALIVE_MS = 30_000;
/** For a statement outside of transactions, which has no limit in PostgreSQL. */
const QUERY_MS = 5 * 60_000;

const FOUND_TABLES =
  'Tables of the log were there without llm_logging_migrations, as after restoring some of them: they are kept, and what was missing is made.';

/** The log's connection to PostgreSQL: opened and brought up to date when first needed, tried again when that failed. */
export class LlmDatabase {
  readonly dataSource: DataSource;
  /** Schema of the log's tables; undefined for the connection's own. */
  readonly schema: string | undefined;
  #ready: Promise<DataSource> | undefined;
  #id: string | undefined;
  #closed = false;

  /** @param find gives a DataSource of the application by its name. */
  constructor(
    private readonly options: Pick<ResolvedOptions, 'database' | 'migrate'>,
    private readonly find: (name: string) => DataSource = noDataSource,
  ) {
    this.schema = options.database.schema;
    this.dataSource = new DataSource(connectionOptions(options.database, find));
  }

  /**
   * The connection, with the tables as this version needs them.
   * @throws LlmDatabaseUnavailableError while the database does not answer.
   */
  ready(): Promise<DataSource> {
    if (this.#closed) return Promise.reject(new LlmLoggingError('The log has been shut down.'));
    this.#ready ??= this.#open().catch((error: unknown) => {
      this.#ready = undefined;
      throw error instanceof LlmLoggingError ? error : new LlmDatabaseUnavailableError(error);
    });
    return this.#ready;
  }

  /** Which database it is, as far as that is known: its id once it was reached, its place once a DataSource that is shared is there. */
  get identity(): DatabaseIdentity {
    return { id: this.#id, place: this.#place() };
  }

  /**
   * Runs one statement.
   * @throws LlmDatabaseUnavailableError while the database does not answer, and whatever PostgreSQL says against the statement.
   */
  async query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.#onConnection(async (queryRunner) => {
      await limitedClient(queryRunner, QUERY_MS);
      return (await queryRunner.query(sql, values)) as Row[];
    });
  }

  /**
   * Runs statements in one transaction, all or none of which count. The limits hold for this transaction alone, so they need no
   * setting of the server, the pool or a pooler in between.
   * @param signal ends the statement that runs.
   * @throws as {@link query}, and the signal's reason.
   */
  async transaction<T>(
    limits: TransactionLimits,
    work: (query: Query) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    let hasBegun = false;
    const steps = (query: Query): Promise<T> => {
      hasBegun = true;
      return work(query);
    };
    return this.#onConnection(
      (queryRunner) => {
        const run = (): Promise<T> => inTransaction(queryRunner, limits, steps);
        return signal === undefined ? run() : cancellable(this.dataSource, queryRunner, signal, run);
      },
      () => !hasBegun,
    );
  }

  /**
   * The same for statements that are known beforehand, sent in one go.
   * @throws as {@link query}.
   */
  async pipeline(limits: TransactionLimits, steps: readonly PipelineStep[]): Promise<void> {
    await this.#onConnection(async (queryRunner) => {
      const client = await limitedClient(queryRunner, limits.statementTimeoutMs);
      if (takesPipelines(client)) await client.query(new Pipeline([settingsStep(limits), ...steps])).done;
      else await inTransaction(queryRunner, limits, (query) => oneByOne(query, steps));
    });
  }

  /**
   * Holds an advisory lock and hands out transactions on one connection, so that a pool of one is enough, and a dead instance holds the
   * lock no longer than its connection lives.
   * @returns null where another instance holds it.
   * @throws as {@link query}.
   */
  async alone<T>(lock: string, work: (transaction: LlmDatabase['transaction']) => Promise<T>): Promise<T | null> {
    const dataSource = await this.ready();
    const queryRunner = dataSource.createQueryRunner();
    try {
      return await runAlone(dataSource, queryRunner, lock, work);
    } finally {
      await queryRunner.release();
    }
  }

  /** Whether sessions are shared with others, so that settings and locks must not outlast a transaction. */
  async isPooled(): Promise<boolean> {
    const queryRunner = (await this.ready()).createQueryRunner();
    try {
      return await isPooled(queryRunner);
    } finally {
      await queryRunner.release();
    }
  }

  /**
   * Runs statements outside of transactions on a connection beside the pool, for work that takes long.
   * @throws as {@link query}.
   */
  async apart<T>(signal: AbortSignal, work: (query: Query) => Promise<T>): Promise<T> {
    const dataSource = await this.ready();
    try {
      return await onSeparateConnection(dataSource, signal, work);
    } catch (error) {
      throw isUnavailable(error) ? new LlmDatabaseUnavailableError(error) : error;
    }
  }

  /** Ends the log's own connections; those that it shares stay open. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#ready?.catch(() => undefined);
    if (!this.dataSource.isInitialized) return;
    await this.dataSource.destroy().catch((error: unknown) => {
      new Logger('LlmLogging').warn(`The log's connections could not be closed: ${String(error)}`);
    });
  }

  /** Work on one connection. Where that leads to a server that does not write any more, the work is done anew on a new one, once. */
  async #onConnection<T>(work: (queryRunner: QueryRunner) => Promise<T>, mayRepeat = (): boolean => true): Promise<T> {
    const dataSource = await this.ready();
    try {
      return await withQueryRunner(dataSource, work).catch((error: unknown) => {
        if (!isStaleConnection(error) || !mayRepeat()) throw error;
        return withQueryRunner(dataSource, work);
      });
    } catch (error) {
      throw isUnavailable(error) ? new LlmDatabaseUnavailableError(error) : error;
    }
  }

  async #open(): Promise<DataSource> {
    if (!this.dataSource.isInitialized) await this.dataSource.initialize();
    await requireUtf8((sql, values) => this.dataSource.query(sql, values));
    if (this.options.migrate) {
      const { foundTables } = await migrate(this.dataSource, this.schema);
      if (foundTables) new Logger('LlmLogging').warn(FOUND_TABLES);
      await ensurePartitions(this.dataSource, this.schema, timesAhead());
    }
    this.#id = await readDatabaseId(this.dataSource, this.schema);
    return this.dataSource;
  }

  #place(): string | undefined {
    const { database } = this.options;
    try {
      return placeOf(
        'url' in database ? database : (this.find(database.dataSource).options as DatabaseAddress),
        this.schema,
      );
    } catch {
      return undefined;
    }
  }
}

function connectionOptions(
  database: ResolvedOptions['database'],
  find: (name: string) => DataSource,
): PostgresConnectionOptions {
  const common = {
    name: LLM_LOGGING_DATA_SOURCE,
    type: 'postgres' as const,
    schema: database.schema,
    entities: [LlmCall],
    migrations: MIGRATIONS,
    migrationsTableName: MIGRATIONS_TABLE,
    installExtensions: false,
    logging: false,
  };
  if ('dataSource' in database) return { ...common, driver: pgSharingPoolOf(() => find(database.dataSource)) };
  return {
    ...common,
    driver: guardedPg,
    url: database.url,
    ssl: database.ssl,
    applicationName: 'nestjs-llm-logging',
    connectTimeoutMS: CONNECTION_TIMEOUT_MS,
    poolSize: database.poolSize,
    poolErrorHandler: () => undefined,
    extra: { allowExitOnIdle: true, keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_MS },
  };
}

async function withQueryRunner<T>(dataSource: DataSource, work: (queryRunner: QueryRunner) => Promise<T>): Promise<T> {
  const queryRunner = dataSource.createQueryRunner();
  try {
    return await work(queryRunner);
  } finally {
    await queryRunner.release();
  }
}

function noDataSource(name: string): DataSource {
  throw new LlmLoggingError(`There is no DataSource "${name}".`);
}
