import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

/** Hours that were exported, by target: see docs/export.md. */
export class AddExports1770000800000 extends SqlMigration {
  readonly name = 'AddExports1770000800000';

  upStatements(schema: string | undefined): string[] {
    return [
      `CREATE TABLE IF NOT EXISTS ${tableName(schema, 'llm_exports')} (
  target text NOT NULL,
  hour timestamptz NOT NULL,
  calls bigint NOT NULL,
  files text[] NOT NULL,
  exported_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (target, hour)
)`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    return [`DROP TABLE ${tableName(schema, 'llm_exports')}`];
  }
}
