import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

/**
 * Who was erased, as a hash, and the ids of the calls that went: what journals and other processes still have of them is not
 * stored again. The user's id itself stands in `llm_erasures` only while an erasure is under way.
 */
export class AddErasures1770000200000 extends SqlMigration {
  readonly name = 'AddErasures1770000200000';

  upStatements(schema: string | undefined): string[] {
    return [
      `CREATE TABLE IF NOT EXISTS ${tableName(schema, 'llm_erasures')} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_hash text NOT NULL,
  user_id text,
  company_id text,
  anonymises boolean NOT NULL,
  hold_tags text[] NOT NULL DEFAULT '{}',
  below uuid NOT NULL,
  calls bigint NOT NULL DEFAULT 0,
  erased_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
)`,
      `CREATE TABLE IF NOT EXISTS ${tableName(schema, 'llm_erased_calls')} (
  id uuid PRIMARY KEY,
  stays boolean NOT NULL,
  erased_at timestamptz NOT NULL DEFAULT now()
)`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    return [`DROP TABLE ${tableName(schema, 'llm_erased_calls')}`, `DROP TABLE ${tableName(schema, 'llm_erasures')}`];
  }
}
