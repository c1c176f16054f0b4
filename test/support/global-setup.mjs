import { startPostgres } from './postgres.mjs';

/** One real PostgreSQL for the whole run, that of `DATABASE_URL` or one of its own; suites make databases of their own in it. */
export default async function globalSetup() {
  if (globalThis.__postgres || process.env.TEST_DATABASE === 'pglite') return;
  if (process.env.DATABASE_URL) {
    process.env.TEST_POSTGRES_URL = process.env.DATABASE_URL;
    return;
  }
  globalThis.__postgres = await startPostgres();
  process.env.TEST_POSTGRES_URL = globalThis.__postgres.url;
}
