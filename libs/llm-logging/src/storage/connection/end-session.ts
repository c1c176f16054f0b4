import pg from 'pg';
import { IS_OWN_SESSION } from './own-session.js';

const PATIENCE_MS = 5_000;

/**
 * Ends the session that a connection without answers leaves in PostgreSQL: it may still run its statement, or keep locks that
 * the same statement, tried anew, would wait for.
 * @throws Error where that cannot be said in time, or is not allowed.
 */
export async function endSession(options: pg.PoolConfig, processId: number): Promise<void> {
  const client = new pg.Client({ ...options, connectionTimeoutMillis: PATIENCE_MS, query_timeout: PATIENCE_MS });
  client.on('error', () => undefined);
  const patience = setTimeout(() => void client.end().catch(() => undefined), 2 * PATIENCE_MS).unref();
  try {
    await client.connect();
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${IS_OWN_SESSION}`, [processId]);
  } finally {
    clearTimeout(patience);
    await client.end();
  }
}
