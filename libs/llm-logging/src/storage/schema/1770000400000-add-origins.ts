import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

const TEXTS = ['name', 'origin', 'via', 'release', 'environment', 'prompt_name', 'prompt_version'];

/** Where a row of `llm_calls` came from. Older rows are of the kind `call` and say nothing else. */
export class AddOrigins1770000400000 extends SqlMigration {
  readonly name = 'AddOrigins1770000400000';

  upStatements(schema: string | undefined): string[] {
    const added = [`kind text NOT NULL DEFAULT 'call'`, ...TEXTS.map((column) => `${column} text`)];
    return [
      `ALTER TABLE ${tableName(schema, 'llm_calls')} ${added.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(', ')}`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    const dropped = ['kind', ...TEXTS].map((column) => `DROP COLUMN ${column}`);
    return [`ALTER TABLE ${tableName(schema, 'llm_calls')} ${dropped.join(', ')}`];
  }
}
