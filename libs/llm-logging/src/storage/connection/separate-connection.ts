import type pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Query } from '../query.js';

/**
 * Runs statements, each on its own, on a connection like those of the pool but beside it: work that takes long takes none away.
 * @param signal ends the connection at once; PostgreSQL finishes the statement that runs.
 */
export async function onSeparateConnection<T>(
  dataSource: DataSource,
  signal: AbortSignal,
  work: (query: Query) => Promise<T>,
): Promise<T> {
  const { postgres, master: pool } = dataSource.driver as unknown as { postgres: typeof pg; master: pg.Pool };
  const client = new postgres.Client(pool.options) as pg.Client & { unref(): void };
  // What is lost shows in the next statement.
  client.on('error', () => undefined);
  const end = (): void => void client.end().catch(() => undefined);
  signal.throwIfAborted();
  signal.addEventListener('abort', end);
  try {
    await client.connect();
    client.unref();
    return await work(async (sql, values) => (await client.query(sql, values)).rows as never);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
