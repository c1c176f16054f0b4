import type { PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { onSeparateConnection } from './separate-connection.js';

/** A connection from a pool, as `pg` makes it. */
interface OpenClient extends PoolClient {
  readonly processID: number;
  end(): Promise<void>;
}

const CANCEL_PATIENCE_MS = 5_000;

/**
 * Work on a connection whose statement PostgreSQL ends when the signal comes.
 * @throws the signal's reason then.
 */
export async function cancellable<T>(
  dataSource: DataSource,
  queryRunner: QueryRunner,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const client = (await queryRunner.connect()) as OpenClient;
  const cancel = (): void => void cancelStatement(dataSource, client.processID).catch(() => undefined);
  signal.addEventListener('abort', cancel);
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    // A cancel that comes late must not meet the statement of whoever has the connection next.
    if (signal.aborted) await client.end();
  }
}

function cancelStatement(dataSource: DataSource, processId: number): Promise<unknown> {
  const patience = AbortSignal.timeout(CANCEL_PATIENCE_MS);
  return onSeparateConnection(dataSource, patience, (query) => query('SELECT pg_cancel_backend($1)', [processId]));
}
