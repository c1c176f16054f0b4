import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

/** A process, the application that it is of, and the budgets that its options list. */
export interface BudgetOwner {
  readonly process: string;
  readonly owner: string;
  readonly names: readonly string[];
}

/** How long a process that was killed still lists its budgets, in ms. */
const LISTED_MS = 90_000;

/** Notes which budgets a process lists, for as long as it comes again. */
export async function listBudgets(
  query: Query,
  schema: string | undefined,
  { process, owner, names }: BudgetOwner,
): Promise<void> {
  const table = tableName(schema, 'llm_budget_owners');
  await query(`DELETE FROM ${table} WHERE expires_at < clock_timestamp() - interval '1 hour'`);
  await query(
    `INSERT INTO ${table} (process, owner, names, expires_at) VALUES ($1, $2, $3, clock_timestamp() + $4::double precision * interval '1 millisecond')
ON CONFLICT (process) DO UPDATE SET names = excluded.names, expires_at = excluded.expires_at`,
    [process, owner, names, LISTED_MS],
  );
}

/** The budgets of options that an application had, and that none of its processes, nor anybody else's, lists any more. */
export async function unlistedBudgets(
  query: Query,
  schema: string | undefined,
  { process, owner, names }: BudgetOwner,
): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `SELECT b.name FROM ${tableName(schema, 'llm_budgets')} AS b WHERE b.source = 'options' AND coalesce(b.owner, $1) = $1 AND b.name <> ALL ($2)
AND NOT EXISTS (SELECT 1 FROM ${tableName(schema, 'llm_budget_owners')} AS o
  WHERE o.process <> $3 AND o.expires_at > clock_timestamp() AND b.name = ANY (o.names))`,
    [owner, names, process],
  );
  return rows.map(({ name }) => name);
}

/** A process stops. */
export async function unlistBudgets(query: Query, schema: string | undefined, process: string): Promise<void> {
  await query(`DELETE FROM ${tableName(schema, 'llm_budget_owners')} WHERE process = $1`, [process]);
}
