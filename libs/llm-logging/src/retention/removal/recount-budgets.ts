import { callIdBound } from 'llm-exchange/call';
import type { RunTransaction } from './call-removal.js';
import { tableName } from '../../storage/table-name.js';
import { addedSql, ruleRow, rulesSql, SPENDING } from '../../storage/budgets/count-spending.js';
import { partsSql } from '../../storage/budgets/counted-calls.js';
import { removedSpending, type CountedCalls } from './removed-spending.js';
import type { StoredBudget } from '../../storage/budgets/stored-budgets.js';

/** A month of rows may be read. */
const READ_LIMITS = { statementTimeoutMs: 300_000, snapshot: true, readOnly: true };
const WRITE_LIMITS = { statementTimeoutMs: 60_000, lockTimeoutMs: 5_000 };

/**
 * Puts the counters of a budget's window right by the rows, and by the rollups of rows that were removed. These and the counters are read in
 * one snapshot, in which each batch is in all of them or in none, so what they differ by stays right however many batches follow: it is
 * added to whatever the counters say by then. To be run by one instance at a time.
 * @returns the number of counters that were wrong.
 */
export async function recountWindow(
  transaction: RunTransaction,
  schema: string | undefined,
  budget: StoredBudget,
  at: number,
): Promise<number> {
  const rules = JSON.stringify([ruleRow(budget, at)]);
  const { start, end } = budget.windows.at(at);
  const bounds = [callIdBound(new Date(start)), end === Infinity ? LAST_ID : callIdBound(new Date(end))];
  const differences = await transaction(READ_LIMITS, async (query) => {
    const removed = await removedSpending(query, schema, budget, at);
    const values = [rules, ...bounds, budget.name, new Date(start), JSON.stringify(removed)];
    return query<CountedCalls>(differencesSql(schema), values);
  });
  // Where calls are fewer than were counted, some were removed that rollups do not know by this budget's terms: they cost something nevertheless.
  const missing = differences.filter(({ calls }) => Number(calls) >= 0);
  if (missing.length > 0)
    await transaction(WRITE_LIMITS, (query) =>
      query(correctionSql(schema), [rules, JSON.stringify(missing), budget.name, new Date(start)]),
    );
  return missing.length;
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

function differencesSql(schema: string | undefined): string {
  return `WITH p AS MATERIALIZED (${partsSql(schema, 'id >= $2 AND id < $3', false)}),
${rulesSql('$1')},
spending AS (
  SELECT subject, sum(spent) AS spent, sum(calls) AS calls FROM (
    SELECT subject, spent, calls FROM (${SPENDING}) AS there
    UNION ALL SELECT subject, spent, calls FROM json_to_recordset($6::json) AS removed(subject text, spent numeric, calls bigint)
  ) AS counted GROUP BY subject
),
counters AS (SELECT subject, spent, calls FROM ${tableName(schema, 'llm_budget_counters')} WHERE budget = $4 AND window_start = $5)
SELECT subject, (coalesce(s.spent, 0) - coalesce(c.spent, 0))::text AS spent, (coalesce(s.calls, 0) - coalesce(c.calls, 0))::text AS calls
FROM spending AS s FULL JOIN counters AS c USING (subject)
WHERE coalesce(s.spent, 0) <> coalesce(c.spent, 0) OR coalesce(s.calls, 0) <> coalesce(c.calls, 0)`;
}

function correctionSql(schema: string | undefined): string {
  return `WITH ${rulesSql('$1')},
missing AS (SELECT $3::text AS budget, m.subject, $4::timestamptz AS window_start, m.spent, m.calls
  FROM json_to_recordset($2::json) AS m(subject text, spent numeric, calls bigint)),
${addedSql(schema, 'missing')}`;
}
