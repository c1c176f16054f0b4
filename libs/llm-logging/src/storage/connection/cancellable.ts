import type { PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { IS_OWN_SESSION } from './own-session.js';
import { onDedicatedConnection } from './dedicated-connection.js';

/** A connection from a pool, as `pg` makes it. */
interface OpenClient extends PoolClient {
  readonly processID: number;
  end(): Promise<void>;
}

const CANCEL_PATIENCE_MS = 5_000;

/**
 * Work on a connection whose statement PostgreSQL ends when the signal comes. Behind a pooler, where nobody knows which session has it, the
 * statement goes on until its own limit ends it.
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
  return onDedicatedConnection(dataSource, CANCEL_PATIENCE_MS, patience, (query) =>
    query(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE ${IS_OWN_SESSION}`, [processId]),
  );
}
