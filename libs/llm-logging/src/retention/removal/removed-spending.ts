import { planGone } from '../../rollups/plan/plan-gone.js';
import { COLUMN_OF_DIMENSION, type CallFilters, type GroupRow } from '../../rollups/plan/question.js';
import { measuresSql } from '../../rollups/read/measures-sql.js';
import type { RollupColumn } from '../../rollups/schema/tables.js';
import type { StoredBudget } from '../../storage/budgets/stored-budgets.js';
import type { Query } from '../../storage/query.js';

/** What calls count in one counter of a budget. */
export interface CountedCalls {
  readonly subject: string;
  /** USD, as text: nothing is rounded. */
  readonly spent: string;
  readonly calls: string;
}

/**
 * What calls count in a budget whose rows were removed, from rollups. These do not know sessions, environments, several tags, and some
 * combinations, such as a user's types: nothing is counted then. Of models they know the one that answered.
 */
export async function removedSpending(
  query: Query,
  schema: string | undefined,
  { per, match, windows, unpricedCallUsd = 0 }: StoredBudget,
  at: number,
): Promise<CountedCalls[]> {
  if (per === 'session') return [];
  const column: RollupColumn | undefined = per === undefined ? undefined : COLUMN_OF_DIMENSION[per];
  const { start, end } = windows.at(at);
  const plan = await planGone(query, schema, {
    time: { from: start, to: end },
    filters: { ...match } as CallFilters,
    groupBy: column === undefined ? [] : [column],
    measures: ['cost', 'priced', 'unpriced'],
  });
  if (plan === undefined) return [];
  const { sql, values } = measuresSql(plan);
  // PostgreSQL adds up what must not be rounded.
  const rows = await query<GroupRow & CountedCalls>(
    `SELECT ${column ?? `''`} AS subject, (coalesce(cost, 0) + coalesce(unpriced, 0) * $${values.length + 1}::numeric)::text AS spent,
  (coalesce(priced, 0) + coalesce(unpriced, 0))::text AS calls FROM (${sql}) AS removed`,
    [...values, unpricedCallUsd],
  );
  return rows.flatMap(({ subject, spent, calls }) =>
    calls === '0' || (column !== undefined && !subject) ? [] : [{ subject, spent, calls }],
  );
}
