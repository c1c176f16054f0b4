import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { LlmDatabaseUnavailableError, LlmLoggingError } from '../../errors.js';
import { isLocked } from '../connection/database-errors.js';
import { inTransaction } from '../connection/transaction.js';
import { withQueryRunner } from '../connection/with-query-runner.js';
import type { Query } from '../query.js';
import { pendingMigrations } from './pending-migrations.js';
import { runMigrations, type MigrationReport } from './run-migrations.js';

/** Readers and writers wait behind a migration that waits for its lock: it gives up soon, and tries again after a pause. */
const LIMITS = { statementTimeoutMs: 6 * 3_600_000, lockTimeoutMs: 1_000 };
const TRIES = 12;
const PAUSE_MS = 1_000;

/**
 * Runs the migrations that have not run, all or none. Instances that start together take turns.
 * @throws LlmDatabaseUnavailableError that says what is in the way, and LlmLoggingError where a table that is not the log's is.
 */
export async function migrate(dataSource: DataSource, schema: string | undefined): Promise<MigrationReport> {
  return withQueryRunner(dataSource, async (queryRunner) => {
    const pending = await pendingMigrations((sql, values) => queryRunner.query(sql, values), schema);
    if (pending.length === 0) return { ran: [], foundTables: false, remade: false };
    return patiently(() => inTransaction(queryRunner, LIMITS, (query) => runMigrations(query, schema)));
  });
}

/** The statements that {@link migrate} would run, and changes nothing. */
export async function pendingStatements(dataSource: DataSource, schema: string | undefined): Promise<string[]> {
  return withQueryRunner(dataSource, async (queryRunner) => {
    const query: Query = (sql, values) => queryRunner.query(sql, values);
    return (await pendingMigrations(query, schema)).flatMap((migration) => migration.statements(schema));
  });
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isLocked(error)) throw explained(error);
      if (attempt === TRIES) throw explained(error);
    }
    await sleep(PAUSE_MS / 2 + (Math.random() * PAUSE_MS) / 2);
  }
}

function explained(error: unknown): LlmLoggingError {
  if (isLocked(error))
    return new LlmDatabaseUnavailableError(
      error,
      'The tables of the LLM log are to be changed, but others keep using them. Nothing was changed. End the transactions that pg_stat_activity shows as long; the log tries again.',
    );
  if (error instanceof LlmLoggingError) return error;
  return new LlmDatabaseUnavailableError(
    error,
    `The tables of the LLM log could not be made or brought up to date (${String((error as Error).message)}). docs/operations.md lists the rights that this takes: run \`npx nestjs-llm-logging migrate\` as a role that has them.`,
  );
}
