import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { freePort } from './postgres.mjs';

/**
 * Lets others connect to a PGlite.
 * @param {import('@electric-sql/pglite').PGlite} db
 * @returns {Promise<string>} its URL
 */
export async function servePglite(db) {
  const port = await freePort();
  await new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: 50 }).start();
  return `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
}
