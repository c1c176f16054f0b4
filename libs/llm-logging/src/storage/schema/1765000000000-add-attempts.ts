import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

/** `llm_calls.attempts`: times the provider was asked. */
export class AddAttempts1765000000000 extends SqlMigration {
  readonly name = 'AddAttempts1765000000000';

  upStatements(schema: string | undefined): string[] {
    return [`ALTER TABLE ${tableName(schema, 'llm_calls')} ADD COLUMN IF NOT EXISTS attempts integer`];
  }

  downStatements(schema: string | undefined): string[] {
    return [`ALTER TABLE ${tableName(schema, 'llm_calls')} DROP COLUMN attempts`];
  }
}
