import { onServer } from '../templates.mjs';

const LEFT = `SELECT datname AS name, coalesce(string_agg(application_name || ': ' || left(query, 80), '; '), 'nobody') AS users
  FROM pg_database LEFT JOIN pg_stat_activity USING (datname)
 WHERE datname LIKE $1 GROUP BY 1`;

/** Databases that this process has made and not dropped; the next file finds none of them. */
export async function leftDatabases() {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) return [];
  return onServer(server, async (query) => {
    const left = await query(LEFT, [`t\\_${process.pid}\\_%`]);
    for (const { name } of left) await query(`DROP DATABASE ${name} WITH (FORCE)`);
    return left.map(({ name, users }) => `database ${name}, connected: ${users}`);
  });
}
