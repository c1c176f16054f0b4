import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

/** `llm_audit_log`: who has read which texts, and removed what. */
export class CreateAuditLog1768000000000 extends SqlMigration {
  readonly name = 'CreateAuditLog1768000000000';

  upStatements(schema: string | undefined): string[] {
    const log = tableName(schema, 'llm_audit_log');
    return [
      `CREATE TABLE IF NOT EXISTS ${log} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  action text NOT NULL,
  target text,
  filters jsonb NOT NULL DEFAULT '{}',
  company_id text
)`,
      `CREATE INDEX IF NOT EXISTS llm_audit_log_at_idx ON ${log} (at)`,
      `CREATE INDEX IF NOT EXISTS llm_audit_log_actor_idx ON ${log} (actor, id)`,
      `CREATE INDEX IF NOT EXISTS llm_audit_log_target_idx ON ${log} (target, id) WHERE target IS NOT NULL`,
      `CREATE INDEX IF NOT EXISTS llm_audit_log_company_idx ON ${log} (company_id, id) WHERE company_id IS NOT NULL`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    return [`DROP TABLE ${tableName(schema, 'llm_audit_log')}`];
  }
}
