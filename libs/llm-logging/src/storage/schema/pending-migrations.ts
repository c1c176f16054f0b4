import { LlmLoggingError } from '../../errors.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import { MIGRATIONS } from './migrations.js';
import type { SqlMigration } from './sql-migration.js';

/** The table that notes which migrations ran, as TypeORM reads it: the log's own, beside the application's. */
export const MIGRATIONS_TABLE = 'llm_logging_migrations';

/** The first of the migrations that were never published. */
const UNPUBLISHED = 'CreateLlmCalls1764000000000';

/**
 * The migrations that are not noted as run, oldest first; all of them where a table that they made is gone.
 * @throws LlmLoggingError where the tables are those of a version that was never published.
 */
export async function pendingMigrations(query: Query, schema: string | undefined): Promise<SqlMigration[]> {
  const done = await migrationsDone(query, schema);
  if (done.has(UNPUBLISHED)) throw new LlmLoggingError(ofUnpublishedVersion(schema));
  const all = MIGRATIONS.map((Migration) => new Migration());
  const ran = all.filter(({ name }) => done.has(name));
  if (await lacksTables(query, tablesOf(ran, schema))) return all;
  return all.filter(({ name }) => !done.has(name));
}

function ofUnpublishedVersion(schema: string | undefined): string {
  const migrations = tableName(schema, MIGRATIONS_TABLE);
  return `The tables of the LLM log were made by a version from before 0.1.0. To keep the calls, run \`DROP TABLE ${migrations}\` and start again: statistics are built anew from the calls that are left. docs/upgrading.md has the tables that are not needed any more. To begin anew, drop the tables, or name another schema with \`database.schema\`.`;
}

/** As their statements name them. */
function tablesOf(migrations: readonly SqlMigration[], schema: string | undefined): string[] {
  const tables = new Set<string>();
  for (const statement of migrations.flatMap((migration) => migration.statements(schema))) {
    const [, verb, table] = /^(CREATE|DROP) TABLE (?:IF (?:NOT )?EXISTS )?([^\s(;]+)/.exec(statement) ?? [];
    if (table === undefined) continue;
    if (verb === 'CREATE') tables.add(table);
    else tables.delete(table);
  }
  return [...tables];
}

async function lacksTables(query: Query, tables: readonly string[]): Promise<boolean> {
  if (tables.length === 0) return false;
  const sql = 'SELECT count(*)::int AS missing FROM unnest($1::text[]) AS t(name) WHERE to_regclass(name) IS NULL';
  const [row] = await query<{ missing: number }>(sql, [tables]);
  return row!.missing > 0;
}

export async function migrationsDone(query: Query, schema: string | undefined): Promise<Set<string>> {
  const table = tableName(schema, MIGRATIONS_TABLE);
  const [row] = await query<{ found: string | null }>('SELECT to_regclass($1) AS found', [table]);
  if (row!.found === null) return new Set();
  const rows = await query<{ name: string }>(`SELECT name FROM ${table}`);
  return new Set(rows.map(({ name }) => name));
}
