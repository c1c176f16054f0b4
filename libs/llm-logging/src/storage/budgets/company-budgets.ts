import { LlmBudgetAccessError } from '../../errors.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

/** Each of them is work for every batch of calls. */
const MOST_BUDGETS = 100;

/**
 * A company changes only budgets that it defined itself: none of the application, not even one of its calls alone. To be called in the
 * transaction that changes the budget, between those of writers.
 * @returns whether there is a budget of that name.
 * @throws LlmBudgetAccessError
 */
export async function requireOwn(
  query: Query,
  schema: string | undefined,
  name: string,
  companyId: string,
): Promise<boolean> {
  const [row] = await query<{ is_own: boolean }>(
    `SELECT source = 'company' AND rule->'match'->>'companyId' = $2 AS is_own FROM ${tableName(schema, 'llm_budgets')} WHERE name = $1`,
    [name, companyId],
  );
  if (row !== undefined && !row.is_own)
    throw new LlmBudgetAccessError(name, 'was not defined by this company: choose another name.');
  return row !== undefined;
}

/** @throws LlmBudgetAccessError where a company has defined so many that it may define no more. */
export async function requireRoom(
  query: Query,
  schema: string | undefined,
  name: string,
  companyId: string,
): Promise<void> {
  const [row] = await query<{ budgets: number }>(
    `SELECT count(*)::int AS budgets FROM ${tableName(schema, 'llm_budgets')} WHERE source = 'company' AND rule->'match'->>'companyId' = $1`,
    [companyId],
  );
  if (row!.budgets >= MOST_BUDGETS)
    throw new LlmBudgetAccessError(
      name,
      `is one too many: this company has ${MOST_BUDGETS} already. Remove one first.`,
    );
}
