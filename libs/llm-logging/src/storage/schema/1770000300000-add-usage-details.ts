import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

/** `llm_calls.service_tier` and `usage_details`: the tier that answered, and what is billed beside plain tokens. */
export class AddUsageDetails1770000300000 extends SqlMigration {
  readonly name = 'AddUsageDetails1770000300000';

  upStatements(schema: string | undefined): string[] {
    return [
      `ALTER TABLE ${tableName(schema, 'llm_calls')} ADD COLUMN IF NOT EXISTS service_tier text, ADD COLUMN IF NOT EXISTS usage_details jsonb`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    return [`ALTER TABLE ${tableName(schema, 'llm_calls')} DROP COLUMN usage_details, DROP COLUMN service_tier`];
  }
}
