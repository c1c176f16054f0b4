import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import { MIGRATIONS } from './migrations.js';
import type { SqlMigration } from './sql-migration.js';

/** The table that notes which migrations ran, as TypeORM reads it: the log's own, beside the application's. */
export const MIGRATIONS_TABLE = 'llm_logging_migrations';

/** The migrations that are not noted as run, oldest first. */
export async function pendingMigrations(query: Query, schema: string | undefined): Promise<SqlMigration[]> {
  const done = await migrationsDone(query, schema);
  return MIGRATIONS.map((Migration) => new Migration()).filter(({ name }) => !done.has(name));
}

async function migrationsDone(query: Query, schema: string | undefined): Promise<Set<string>> {
  const table = tableName(schema, MIGRATIONS_TABLE);
  const [row] = await query<{ found: string | null }>('SELECT to_regclass($1) AS found', [table]);
  if (row!.found === null) return new Set();
  const rows = await query<{ name: string }>(`SELECT name FROM ${table}`);
  return new Set(rows.map(({ name }) => name));
}
