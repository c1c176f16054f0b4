import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

/**
 * Which application a budget of options belongs to, and which processes list it now. What of a lease calls need (`used`), and when a
 * process last wanted what others hold ready (`wanted_at`).
 */
export class AddBudgetOwners1770000700000 extends SqlMigration {
  readonly name = 'AddBudgetOwners1770000700000';

  upStatements(schema: string | undefined): string[] {
    const table = (name: string): string => tableName(schema, name);
    return [
      `ALTER TABLE ${table('llm_budgets')} ADD COLUMN IF NOT EXISTS owner text`,
      `CREATE TABLE IF NOT EXISTS ${table('llm_budget_owners')} (
  process uuid PRIMARY KEY,
  owner text NOT NULL,
  names text[] NOT NULL,
  expires_at timestamptz NOT NULL
)`,
      `ALTER TABLE ${table('llm_budget_leases')} ADD COLUMN IF NOT EXISTS used numeric NOT NULL DEFAULT 0`,
      `ALTER TABLE ${table('llm_budget_counters')} ADD COLUMN IF NOT EXISTS wanted_at timestamptz`,
      `CREATE INDEX IF NOT EXISTS llm_budget_counters_wanted_idx ON ${table('llm_budget_counters')} (wanted_at) WHERE wanted_at IS NOT NULL`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    const table = (name: string): string => tableName(schema, name);
    return [
      `ALTER TABLE ${table('llm_budget_counters')} DROP COLUMN wanted_at`,
      `ALTER TABLE ${table('llm_budget_leases')} DROP COLUMN used`,
      `DROP TABLE ${table('llm_budget_owners')}`,
      `ALTER TABLE ${table('llm_budgets')} DROP COLUMN owner`,
    ];
  }
}
