import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import { MIGRATIONS } from './migrations.js';
import { quoted, tableName } from '../table-name.js';

/** The table in which TypeORM notes which migrations ran: the log's own, apart from the application's. */
export const MIGRATIONS_TABLE = 'llm_logging_migrations';

/** Key of the advisory lock that lets one instance at a time migrate. */
const MIGRATION_LOCK = '7308332045016101';

/**
 * Runs the migrations that have not run. Instances that start together take turns.
 * @returns the names of those it ran.
 */
export async function migrate(dataSource: DataSource, schema: string | undefined): Promise<string[]> {
  const queryRunner = dataSource.createQueryRunner();
  try {
    await queryRunner.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    try {
      if (schema !== undefined) await queryRunner.query(`CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`);
      const ran = await new MigrationExecutor(dataSource, queryRunner).executePendingMigrations();
      return ran.map(({ name }) => name);
    } finally {
      await queryRunner.query(`SELECT pg_advisory_unlock(${MIGRATION_LOCK})`);
    }
  } finally {
    await queryRunner.release();
  }
}

/** The statements that {@link migrate} would run, and changes nothing. */
export async function pendingStatements(dataSource: DataSource, schema: string | undefined): Promise<string[]> {
  const queryRunner = dataSource.createQueryRunner();
  try {
    const done = await migrationsDone(queryRunner, schema);
    return MIGRATIONS.map((Migration) => new Migration())
      .filter(({ name }) => !done.has(name))
      .flatMap((migration) => migration.upStatements(schema));
  } finally {
    await queryRunner.release();
  }
}

async function migrationsDone(queryRunner: QueryRunner, schema: string | undefined): Promise<Set<string>> {
  const table = tableName(schema, MIGRATIONS_TABLE);
  const [{ found }] = (await queryRunner.query('SELECT to_regclass($1) AS found', [table])) as [
    { found: string | null },
  ];
  if (found === null) return new Set();
  const rows = (await queryRunner.query(`SELECT name FROM ${table}`)) as { name: string }[];
  return new Set(rows.map(({ name }) => name));
}
