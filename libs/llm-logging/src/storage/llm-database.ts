import { Logger } from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import { LlmDatabaseUnavailableError, LlmLoggingError } from '../errors.js';
import { addressText, placeOf, type DatabaseAddress, type DatabaseIdentity } from './database-identity.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { connectionOptions } from './connection-options.js';
import { cancellable } from './connection/cancellable.js';
import { isPooled } from './connection/is-pooled.js';
import { isMissingTable, isStaleConnection, isUnavailable } from './connection/database-errors.js';
import { nameMissingRights } from './connection/missing-rights.js';
import { withAdvisoryLock } from './connection/with-advisory-lock.js';
import { Pipeline, takesPipelines, type PipelineStep } from './connection/pipeline.js';
import { openDatabase } from './open-database.js';
import type { Query } from './query.js';
import { tableName } from './table-name.js';
import { onDedicatedConnection } from './connection/dedicated-connection.js';
import {
  inTransaction,
  limitedClient,
  oneByOne,
  settingsStep,
  type TransactionLimits,
} from './connection/transaction.js';
import { withQueryRunner } from './connection/with-query-runner.js';

/** For a statement outside of transactions, which has no limit in PostgreSQL. */
const QUERY_MS = 5 * 60_000;
/** For one statement of work that takes long, such as making an index of a large partition. */
const LONG_WORK_MS = 6 * 3_600_000;

/** The log's connection to PostgreSQL: opened and brought up to date when first needed, tried again when that failed. */
export class LlmDatabase {
  readonly dataSource: DataSource;
  /** `true`: there is no database, and nobody should look for it. */
  readonly isOff: boolean = false;
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

  /** Server and database without user and password: `db.internal:5432/app`; undefined while a DataSource that is shared is not there. */
  get address(): string | undefined {
    return attempted(() => addressText(this.#where()));
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
  async withAdvisoryLock<T>(
    lock: string,
    work: (transaction: LlmDatabase['transaction']) => Promise<T>,
  ): Promise<T | null> {
    const dataSource = await this.ready();
    try {
      return await withQueryRunner(dataSource, (queryRunner) => withAdvisoryLock(dataSource, queryRunner, lock, work));
    } catch (error) {
      throw await this.#explained(error);
    }
  }

  /** Whether sessions are shared with others, so that settings and locks must not outlast a transaction. */
  async isPooled(): Promise<boolean> {
    return withQueryRunner(await this.ready(), isPooled);
  }

  /**
   * Runs statements outside of transactions on a connection beside the pool, for work that takes long.
   * @throws as {@link query}.
   */
  async withDedicatedConnection<T>(signal: AbortSignal, work: (query: Query) => Promise<T>): Promise<T> {
    const dataSource = await this.ready();
    try {
      return await onDedicatedConnection(dataSource, LONG_WORK_MS, signal, work);
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
      throw await this.#explained(error);
    }
  }

  /** The error as callers are to see it: with what may be done about it. */
  async #explained(error: unknown): Promise<unknown> {
    if (isUnavailable(error)) return new LlmDatabaseUnavailableError(error);
    // Somebody dropped the tables: they are made anew before the next statement.
    if (isMissingTable(error) && this.options.migrate && (await this.#lacksCalls())) this.#ready = undefined;
    return nameMissingRights(error, (sql, values) => this.dataSource.query(sql, values), this.schema);
  }

  async #lacksCalls(): Promise<boolean> {
    const sql = 'SELECT to_regclass($1) IS NULL AS missing';
    const rows = this.dataSource.query<{ missing: boolean }[]>(sql, [tableName(this.schema, 'llm_calls')]);
    return (await rows.catch(() => []))[0]?.missing === true;
  }

  async #open(): Promise<DataSource> {
    const migrates = this.options.migrate;
    this.#id = await openDatabase(this.dataSource, this.schema, { migrates, formerId: this.#id });
    return this.dataSource;
  }

  #place(): string | undefined {
    return attempted(() => placeOf(this.#where(), this.schema));
  }

  #where(): DatabaseAddress {
    const { database } = this.options;
    return 'url' in database ? database : (this.find(database.dataSource).options as DatabaseAddress);
  }
}

function attempted<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function noDataSource(name: string): DataSource {
  throw new LlmLoggingError(`There is no DataSource "${name}".`);
}
