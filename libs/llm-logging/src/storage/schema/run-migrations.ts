import { LlmLoggingError } from '../../errors.js';
import type { Query } from '../query.js';
import { quoted, tableName } from '../table-name.js';
import { CreateTables1780000000000 } from './1780000000000-create-tables.js';
import { MIGRATIONS_TABLE, migrationsDone, pendingMigrations } from './pending-migrations.js';
import type { SqlMigration } from './sql-migration.js';

/** Key of the advisory lock that lets one instance at a time migrate. */
const MIGRATION_LOCK = '7308332045016101';

/** What {@link runMigrations} did. */
export interface MigrationReport {
  /** The names of the migrations that it ran. */
  readonly ran: readonly string[];
  /** Whether tables of the log were there that no migration was noted for, as after restoring some of them from a backup. */
  readonly foundTables: boolean;
  /** Whether tables were gone that had been made, as after a schema tool of the application dropped them. */
  readonly remade: boolean;
}

/**
 * Runs the migrations that have not run, in the transaction that `query` belongs to: its end ends the lock, behind a pooler too.
 * @throws LlmLoggingError where a table that is not the log's has the name of one.
 */
export async function runMigrations(query: Query, schema: string | undefined): Promise<MigrationReport> {
  await query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
  await makeSchema(query, schema);
  // Before anything is looked up: PostgreSQL's session may remember that the table was not there, from before it waited for the lock.
  await query(
    `CREATE TABLE IF NOT EXISTS ${tableName(schema, MIGRATIONS_TABLE)} (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name character varying NOT NULL)`,
  );
  const pending = await pendingMigrations(query, schema);
  const done = await migrationsDone(query, schema);
  const remade = pending.some(({ name }) => done.has(name));
  if (remade) await query(`DELETE FROM ${tableName(schema, MIGRATIONS_TABLE)}`);
  const foundTables = (await findTables(query, schema, pending)) && !remade;
  for (const migration of pending) await run(query, schema, migration);
  return { ran: pending.map(({ name }) => name), foundTables, remade };
}

/** `CREATE SCHEMA IF NOT EXISTS` asks for the right to create one even where it is there. */
async function makeSchema(query: Query, schema: string | undefined): Promise<void> {
  if (schema === undefined) return;
  const found = await query('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found.length === 0) await query(`CREATE SCHEMA ${quoted(schema)}`);
}

async function run(query: Query, schema: string | undefined, migration: SqlMigration): Promise<void> {
  for (const statement of migration.statements(schema)) await query(statement);
  await query(`INSERT INTO ${tableName(schema, MIGRATIONS_TABLE)} ("timestamp", name) VALUES ($1, $2)`, [
    migration.name.slice(-13),
    migration.name,
  ]);
}

/** Whether `llm_calls` is there although it is still to be made. */
async function findTables(
  query: Query,
  schema: string | undefined,
  pending: readonly SqlMigration[],
): Promise<boolean> {
  if (!pending.some((migration) => migration instanceof CreateTables1780000000000)) return false;
  const [found] = await query<{ key: string | null }>(
    'SELECT pg_get_partkeydef(oid) AS key FROM pg_class WHERE oid = to_regclass($1)',
    [tableName(schema, 'llm_calls')],
  );
  if (found === undefined) return false;
  if (found.key === 'RANGE (id)') return true;
  throw new LlmLoggingError(
    'There is a table llm_calls that is not one of the log. Rename it, or give the log a schema of its own with `database.schema`.',
  );
}
