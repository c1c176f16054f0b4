import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

/**
 * Budgets with their counters and leases; events, where they are delivered to, and the state of alerts. `llm_calls.counted_before`: what a
 * row counted in budgets before it was last written, so that writing it again adds but the difference.
 */
export class AddBudgets1770000500000 extends SqlMigration {
  readonly name = 'AddBudgets1770000500000';

  upStatements(schema: string | undefined): string[] {
    const table = (name: string): string => tableName(schema, name);
    return [
      `ALTER TABLE ${table('llm_calls')} ADD COLUMN IF NOT EXISTS counted_before text[]`,
      `CREATE TABLE IF NOT EXISTS ${table('llm_budgets')} (
  name text PRIMARY KEY,
  rule jsonb NOT NULL,
  source text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  counted_at timestamptz
)`,
      `CREATE TABLE IF NOT EXISTS ${table('llm_budget_revision')} (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  revision bigint NOT NULL
)`,
      `INSERT INTO ${table('llm_budget_revision')} (revision) VALUES (0) ON CONFLICT DO NOTHING`,
      `CREATE TABLE IF NOT EXISTS ${table('llm_budget_counters')} (
  budget text NOT NULL,
  subject text NOT NULL,
  window_start timestamptz NOT NULL,
  spent numeric NOT NULL DEFAULT 0,
  calls bigint NOT NULL DEFAULT 0,
  blocked bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (budget, window_start, subject)
)`,
      `CREATE TABLE IF NOT EXISTS ${table('llm_budget_leases')} (
  budget text NOT NULL,
  subject text NOT NULL,
  window_start timestamptz NOT NULL,
  owner uuid NOT NULL,
  reserved numeric NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (budget, window_start, subject, owner)
)`,
      `CREATE TABLE IF NOT EXISTS ${table('llm_events')} (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  key text NOT NULL UNIQUE,
  kind text NOT NULL,
  name text NOT NULL,
  subject text,
  value double precision,
  threshold double precision,
  window_start timestamptz,
  window_end timestamptz,
  company_id text,
  at timestamptz NOT NULL DEFAULT now()
)`,
      `CREATE INDEX IF NOT EXISTS llm_events_at_idx ON ${table('llm_events')} (at, id)`,
      `CREATE TABLE IF NOT EXISTS ${table('llm_event_targets')} (
  target text PRIMARY KEY,
  since timestamptz NOT NULL DEFAULT now()
)`,
      `CREATE TABLE IF NOT EXISTS ${table('llm_event_deliveries')} (
  event_id uuid NOT NULL,
  target text NOT NULL,
  state text NOT NULL DEFAULT 'pending',
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz,
  last_error text,
  PRIMARY KEY (event_id, target)
)`,
      `CREATE INDEX IF NOT EXISTS llm_event_deliveries_pending_idx ON ${table('llm_event_deliveries')} (next_at) WHERE state = 'pending'`,
      `CREATE TABLE IF NOT EXISTS ${table('llm_alert_states')} (
  name text NOT NULL,
  subject text NOT NULL,
  is_active boolean NOT NULL,
  event_at timestamptz,
  PRIMARY KEY (name, subject)
)`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    const tables = [
      'llm_alert_states',
      'llm_event_deliveries',
      'llm_event_targets',
      'llm_events',
      'llm_budget_leases',
      'llm_budget_counters',
      'llm_budget_revision',
      'llm_budgets',
    ];
    return [
      ...tables.map((name) => `DROP TABLE ${tableName(schema, name)}`),
      `ALTER TABLE ${tableName(schema, 'llm_calls')} DROP COLUMN counted_before`,
    ];
  }
}
