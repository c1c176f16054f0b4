import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

/** Calls that have been under way for long, and when their process last said that they are. */
export class AddOpenCalls1769000000000 extends SqlMigration {
  readonly name = 'AddOpenCalls1769000000000';

  upStatements(schema: string | undefined): string[] {
    return [
      `CREATE TABLE IF NOT EXISTS ${tableName(schema, 'llm_open_calls')} (id uuid PRIMARY KEY, seen_at timestamptz NOT NULL DEFAULT now())`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    return [`DROP TABLE ${tableName(schema, 'llm_open_calls')}`];
  }
}
