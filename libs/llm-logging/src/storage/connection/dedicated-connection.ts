import type pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Query } from '../query.js';
import { destroy } from './guarded-client.js';
import { LateAnswerError } from './late-answer.js';

/** How long a connection is waited for where the pool sets no limit, in ms. */
const CONNECT_MS = 15_000;

/**
 * Runs statements, each on its own, on a connection like those of the pool but beside it: work that takes long takes none away.
 * @param statementMs how long each statement may take before the connection counts as dropped, and is destroyed.
 * @param signal ends the connection at once; PostgreSQL finishes the statement that runs.
 */
export async function onDedicatedConnection<T>(
  dataSource: DataSource,
  statementMs: number,
  signal: AbortSignal,
  work: (query: Query) => Promise<T>,
): Promise<T> {
  const { postgres, master: pool } = dataSource.driver as unknown as { postgres: typeof pg; master: pg.Pool };
  const client = new postgres.Client({
    ...pool.options,
    connectionTimeoutMillis: pool.options.connectionTimeoutMillis || CONNECT_MS,
  }) as pg.Client & { unref(): void };
  // What is lost shows in the next statement.
  client.on('error', () => undefined);
  const end = (): void => void client.end().catch(() => undefined);
  signal.throwIfAborted();
  signal.addEventListener('abort', end);
  try {
    await client.connect();
    client.unref();
    return await work((sql, values) => answerOf(client, statementMs, sql, values) as never);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

async function answerOf(client: pg.Client, limitMs: number, sql: string, values?: unknown[]): Promise<unknown[]> {
  const timer = setTimeout(() => destroy(client, new LateAnswerError(limitMs)), limitMs).unref();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    clearTimeout(timer);
  }
}
