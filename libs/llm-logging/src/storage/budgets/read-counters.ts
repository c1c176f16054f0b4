import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import type { StoredBudget } from './stored-budgets.js';

/** A counter as the database has it; amounts in USD, as text. */
export interface CounterRow {
  readonly budget: string;
  readonly subject: string;
  readonly spent: string;
  readonly blocked: string;
  readonly reserved: string;
}

/** The counters of budgets in the windows of a moment: of all subjects, or of one. */
export async function readCounters(
  query: Query,
  schema: string | undefined,
  budgets: readonly StoredBudget[],
  at: number,
  subject: string | undefined,
): Promise<CounterRow[]> {
  const windows = budgets.map((budget) => ({
    budget: budget.name,
    window_start: new Date(budget.windows.at(at).start),
  }));
  return query<CounterRow>(
    `WITH w AS (SELECT * FROM json_to_recordset($1::json) AS w(budget text, window_start timestamptz)),
leased AS (SELECT l.budget, l.subject, sum(l.reserved) AS reserved FROM ${tableName(schema, 'llm_budget_leases')} AS l
  JOIN w USING (budget, window_start) WHERE l.expires_at > clock_timestamp() GROUP BY 1, 2)
SELECT c.budget, c.subject, c.spent::text AS spent, c.blocked::text AS blocked, coalesce(h.reserved, 0)::text AS reserved
FROM ${tableName(schema, 'llm_budget_counters')} AS c JOIN w USING (budget, window_start) LEFT JOIN leased AS h USING (budget, subject)
WHERE $2::text IS NULL OR c.subject = $2`,
    [JSON.stringify(windows), subject ?? null],
  );
}

/** A person who was erased: what was counted and reported for that person by name. */
export async function forgetSubject(query: Query, schema: string | undefined, userId: string): Promise<void> {
  const budgets = `SELECT name FROM ${tableName(schema, 'llm_budgets')} WHERE rule->>'per' = 'user'`;
  for (const table of ['llm_budget_counters', 'llm_budget_leases'])
    await query(`DELETE FROM ${tableName(schema, table)} WHERE subject = $1 AND budget IN (${budgets})`, [userId]);
  await query(`DELETE FROM ${tableName(schema, 'llm_alert_states')} WHERE subject = $1`, [userId]);
  await query(`UPDATE ${tableName(schema, 'llm_events')} SET subject = '[erased]', key = id::text WHERE subject = $1`, [
    userId,
  ]);
}
