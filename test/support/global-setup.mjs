import { startPostgres } from './postgres.mjs';

/** One real PostgreSQL for the whole run; suites make databases of their own in it. */
export default async function globalSetup() {
  if (globalThis.__postgres || process.env.TEST_DATABASE === 'pglite') return;
  globalThis.__postgres = await startPostgres();
  process.env.TEST_POSTGRES_URL = globalThis.__postgres.url;
}
