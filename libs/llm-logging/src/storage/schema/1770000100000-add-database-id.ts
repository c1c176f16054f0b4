import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

/** The id of this log, one row that never changes: journals name it, so that what they have is stored nowhere else. A copy has the same. */
export class AddDatabaseId1770000100000 extends SqlMigration {
  readonly name = 'AddDatabaseId1770000100000';

  upStatements(schema: string | undefined): string[] {
    const table = tableName(schema, 'llm_database');
    return [
      `CREATE TABLE IF NOT EXISTS ${table} (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  made_at timestamptz NOT NULL DEFAULT now()
)`,
      `INSERT INTO ${table} DEFAULT VALUES ON CONFLICT DO NOTHING`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    return [`DROP TABLE ${tableName(schema, 'llm_database')}`];
  }
}
