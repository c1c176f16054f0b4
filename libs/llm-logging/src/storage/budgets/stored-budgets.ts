import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import { DEFAULT_SHARES, type LlmBudget } from '../../options/budgets.options.js';
import { WindowsOfRule } from './windows-of-rule.js';

/** A budget as the database has it: with its defaults, and without functions. */
export interface StoredBudget extends Omit<LlmBudget, 'estimateUsd'> {
  readonly timeZone: string;
  readonly alerts: readonly number[];
  readonly estimateUsd?: number;
  readonly windows: WindowsOfRule;
}

/** All budgets, and the number by which a change of them is seen. */
export interface BudgetBook {
  readonly revision: string;
  readonly budgets: readonly StoredBudget[];
}

/** Before anything is known: right for a log that never had a budget. */
export const NO_BUDGETS: BudgetBook = { revision: '0', budgets: [] };

/**
 * Where a budget was defined: those of `options` go when their application does not have them any more, and those of a `company`, which it has
 * defined itself, are all that it may change.
 */
export type BudgetSource = 'options' | 'service' | 'company';

/** One of options belongs to an application. */
export type BudgetOrigin =
  { readonly source: Exclude<BudgetSource, 'options'> } | { readonly source: 'options'; readonly owner: string };

export async function readBudgets(query: Query, schema: string | undefined): Promise<BudgetBook> {
  const rows = await query<{ revision: string; rule: LlmBudget | null }>(
    `SELECT r.revision::text AS revision, b.rule FROM ${tableName(schema, 'llm_budget_revision')} AS r
LEFT JOIN ${tableName(schema, 'llm_budgets')} AS b ON true ORDER BY b.name`,
  );
  const budgets = rows.flatMap(({ rule }) => (rule === null ? [] : [storedOf(rule)]));
  return { revision: rows[0]?.revision ?? '0', budgets };
}

/** As it is kept, which is also how two of them are compared. */
export function ruleOf(budget: LlmBudget, timeZone: string): Record<string, unknown> {
  const { estimateUsd, ...rule } = budget;
  return {
    ...rule,
    timeZone: budget.timeZone ?? timeZone,
    alerts: budget.alerts ?? DEFAULT_SHARES,
    ...(typeof estimateUsd === 'number' && { estimateUsd }),
  };
}

export function storedOf(rule: LlmBudget, timeZone = 'UTC'): StoredBudget {
  const stored = ruleOf(rule, timeZone) as unknown as Omit<StoredBudget, 'windows'>;
  return { ...stored, windows: new WindowsOfRule({ window: stored.window, timeZone: stored.timeZone }) };
}

/**
 * Writes budgets that are new or say something else than those of their names; the others stay as they are. To be called between the
 * transactions of writers, so that each batch knows of them or is seen when they are counted.
 * @returns whether anything changed.
 */
export async function writeBudgets(
  query: Query,
  schema: string | undefined,
  rules: readonly Record<string, unknown>[],
  from: BudgetOrigin,
): Promise<boolean> {
  const table = tableName(schema, 'llm_budgets');
  const changed = await query(
    `WITH written AS (
  INSERT INTO ${table} AS b (name, rule, source, owner)
  SELECT r->>'name', r, $2, $3 FROM jsonb_array_elements($1::jsonb) AS r ORDER BY 1
  ON CONFLICT (name) DO UPDATE SET rule = excluded.rule, source = excluded.source, owner = excluded.owner, updated_at = now(),
    counted_at = CASE WHEN b.rule = excluded.rule THEN b.counted_at END
  WHERE b.rule <> excluded.rule OR b.source <> excluded.source OR b.owner IS DISTINCT FROM excluded.owner
  RETURNING name
) SELECT name FROM written`,
    [JSON.stringify(rules), from.source, from.source === 'options' ? from.owner : null],
  );
  if (changed.length === 0) return false;
  await countUp(query, schema);
  return true;
}

/** Removes budgets with their counters and leases. Their events stay. @returns whether there were any. */
export async function removeBudgets(
  query: Query,
  schema: string | undefined,
  wanted: readonly string[],
): Promise<boolean> {
  const rows = await query<{ name: string }>(
    `WITH removed AS (DELETE FROM ${tableName(schema, 'llm_budgets')} WHERE name = ANY ($1) RETURNING name) SELECT name FROM removed`,
    [wanted],
  );
  if (rows.length === 0) return false;
  const names = rows.map(({ name }) => name);
  for (const other of ['llm_budget_counters', 'llm_budget_leases'])
    await query(`DELETE FROM ${tableName(schema, other)} WHERE budget = ANY ($1)`, [names]);
  await countUp(query, schema);
  return true;
}

async function countUp(query: Query, schema: string | undefined): Promise<void> {
  await query(`UPDATE ${tableName(schema, 'llm_budget_revision')} SET revision = revision + 1`);
}
