import { LlmLoggingError } from '../../errors.js';
import type { Query } from '../query.js';
import { isNotAllowed } from './database-errors.js';

/** What a role may not do. */
interface MissingRights {
  readonly role: string;
  /** A table, or a sequence, whose rights Citus asks for; null where the message of PostgreSQL names none of the log. */
  readonly table: string | null;
  readonly of_table: readonly string[];
  readonly schema: string | null;
  readonly of_schema: readonly string[];
}

const MISSING = `SELECT current_user AS role, t.name AS table, s.nspname AS schema,
  CASE WHEN t.kind = 'S' THEN ARRAY(SELECT 'USAGE' WHERE NOT has_sequence_privilege(t.oid, 'USAGE'))
    ELSE ARRAY(SELECT r FROM unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) AS r WHERE NOT has_table_privilege(t.oid, r)) END AS of_table,
  ARRAY(SELECT r FROM unnest('{USAGE,CREATE}'::text[]) AS r WHERE NOT has_schema_privilege(s.oid, r)) AS of_schema
FROM (SELECT oid, nspname FROM pg_namespace WHERE nspname = coalesce($1, current_schema())) AS s
FULL JOIN (SELECT c.oid, c.relnamespace, c.relname AS name, c.relkind AS kind FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relname = $2 AND n.nspname = coalesce($1, current_schema())) AS t ON t.relnamespace = s.oid`;

/** The error of a statement that the role may not run, with the rights that it lacks: PostgreSQL names the table alone. Other errors stay as they are. */
export async function nameMissingRights(error: unknown, query: Query, schema: string | undefined): Promise<unknown> {
  if (!isNotAllowed(error) || error instanceof LlmLoggingError) return error;
  const { message } = error as Error;
  const table = /\bllm_\w+/.exec(message)?.[0] ?? null;
  const [missing] = await query<MissingRights>(MISSING, [schema ?? null, table]).catch(() => []);
  const what = missing === undefined ? 'a right' : named(missing);
  const role = missing === undefined ? 'The role' : `The role "${missing.role}"`;
  return new LlmLoggingError(
    `${role} lacks ${what} (${message}). docs/operations.md lists the rights of each role, and the GRANT statements.`,
    { cause: error },
  );
}

function named({ table, of_table: ofTable, schema, of_schema: ofSchema }: MissingRights): string {
  if (table !== null) return ofTable.length === 0 ? `ownership of ${table}` : `${ofTable.join(', ')} on ${table}`;
  return `${ofSchema[0] ?? 'a right'} on the schema ${schema ?? ''}`;
}
