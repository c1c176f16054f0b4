import type { DataSource, QueryRunner } from 'typeorm';
import type { Query } from '../query.js';
import { isPooled } from './is-pooled.js';
import { onDedicatedConnection } from './dedicated-connection.js';
import { inTransaction, type TransactionLimits } from './transaction.js';

/** For what takes and gives back the lock, which waits for nobody. */
const STATEMENT_MS = 30_000;

/** Runs statements in one transaction. */
type Transaction = <T>(limits: TransactionLimits, work: (query: Query) => Promise<T>) => Promise<T>;

/**
 * Runs work while it holds an advisory lock: on the connection of the work. Behind a pooler sessions are shared, and a lock of the session would
 * stay with whoever comes next: there a transaction beside the pool holds it.
 * @returns null where another holds it.
 */
export async function withAdvisoryLock<T>(
  dataSource: DataSource,
  queryRunner: QueryRunner,
  lock: string,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T | null> {
  const run = (): Promise<T> => work((limits, steps) => inTransaction(queryRunner, limits, steps));
  if (await isPooled(queryRunner))
    return onDedicatedConnection(dataSource, STATEMENT_MS, new AbortController().signal, (query) =>
      whileLocked(query, lock, run),
    );
  const [row] = (await queryRunner.query(`SELECT pg_try_advisory_lock(${lock}) AS acquired`)) as {
    acquired: boolean;
  }[];
  if (row?.acquired !== true) return null;
  try {
    return await run();
  } finally {
    await queryRunner.query(`SELECT pg_advisory_unlock(${lock})`).catch(() => undefined);
  }
}

/** The transaction has no snapshot while it waits, so it keeps nobody from cleaning up. */
async function whileLocked<T>(query: Query, lock: string, run: () => Promise<T>): Promise<T | null> {
  await query('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0');
  try {
    const [row] = await query<{ acquired: boolean }>(`SELECT pg_try_advisory_xact_lock(${lock}) AS acquired`);
    return row!.acquired ? await run() : null;
  } finally {
    await query('COMMIT').catch(() => undefined);
  }
}
