import { callIdBound, callIdTime } from 'llm-exchange/call';
import type { PipelineStep } from '../connection/pipeline.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import { partsSql } from './counted-calls.js';
import { readBudgets, type StoredBudget } from './stored-budgets.js';

/** One window of one budget, as SQL reads it. */
interface RuleRow {
  readonly name: string;
  readonly from_id: string;
  readonly until_id: string | null;
  readonly window_start: string;
  readonly window_end: string | null;
}

const SHAPE = `name text, from_id uuid, until_id uuid, window_start timestamptz, window_end timestamptz, per text, limit_usd numeric,
  limits jsonb, alerts numeric[], unpriced_usd numeric, company_id text, user_id text, provider text, model text, call_type text, environment text, tags text[]`;

/** The calls' part of a subject. Null: the call does not count. */
const SUBJECT = `CASE WHEN r.per IS NULL THEN '' ELSE nullif(CASE r.per WHEN 'company' THEN p.company_id WHEN 'user' THEN p.user_id
  WHEN 'session' THEN p.session_id WHEN 'callType' THEN p.call_type ELSE p.model END, '') END`;

const MATCHES = [
  'p.id >= r.from_id AND (r.until_id IS NULL OR p.id < r.until_id)',
  ...['company_id', 'user_id', 'provider', 'call_type', 'environment'].map(
    (name) => `(r.${name} IS NULL OR r.${name} = p.${name})`,
  ),
  '(r.model IS NULL OR r.model IN (p.model, p.request_model))',
  '(r.tags IS NULL OR p.tags @> r.tags)',
].join(' AND ');

/** What the parts `p` spend of the rules `r`. */
export const SPENDING = `SELECT r.name AS budget, ${SUBJECT} AS subject, r.window_start,
  sum(p.sign * coalesce(p.cost, CASE WHEN p.unpriced THEN r.unpriced_usd END, 0)) AS spent, sum(p.sign) AS calls
FROM p JOIN r ON ${MATCHES} WHERE ${SUBJECT} IS NOT NULL GROUP BY 1, 2, 3`;

/** The rules of `$n` as the table `r`. */
export function rulesSql(parameter: string): string {
  return `r AS MATERIALIZED (SELECT * FROM json_to_recordset(${parameter}::json) AS r(${SHAPE}))`;
}

/**
 * Adds to the counters what the rows `$1` count more than before they were last written, by the windows of `$2`, and writes the events of
 * shares that this reaches. To be run in the transaction that wrote the rows.
 */
function countSpendingSql(schema: string | undefined): string {
  return `WITH p AS MATERIALIZED (${partsSql(schema, 'id = ANY ($1::uuid[])', true)}),
${rulesSql('$2')},
spending AS (${SPENDING}),
${addedSql(schema, 'spending')}`;
}

/** The rest of a statement that adds `from` (budget, subject, window_start, spent, calls) to the counters and reports shares that are reached. */
export function addedSql(schema: string | undefined, from: string): string {
  return `counted AS (
  INSERT INTO ${tableName(schema, 'llm_budget_counters')} AS c (budget, subject, window_start, spent, calls)
  SELECT budget, subject, window_start, spent, calls FROM ${from} WHERE spent <> 0 OR calls <> 0 ORDER BY budget, window_start, subject
  ON CONFLICT (budget, window_start, subject) DO UPDATE SET spent = c.spent + excluded.spent, calls = c.calls + excluded.calls
  RETURNING budget, subject, window_start, spent
)
INSERT INTO ${tableName(schema, 'llm_events')} (key, kind, name, subject, value, threshold, window_start, window_end, company_id)
SELECT concat_ws(' ', 'budget', to_json(c.budget), to_json(c.subject), extract(epoch FROM c.window_start), share), 'budget', c.budget,
  nullif(c.subject, ''), c.spent, share * l.usd, c.window_start, r.window_end, CASE WHEN r.per = 'company' THEN c.subject ELSE r.company_id END
FROM counted AS c JOIN r ON r.name = c.budget AND r.window_start = c.window_start
CROSS JOIN LATERAL (SELECT coalesce((r.limits->>c.subject)::numeric, r.limit_usd) AS usd) AS l
CROSS JOIN LATERAL unnest(r.alerts) AS share
WHERE c.spent > 0 AND c.spent >= share * l.usd ORDER BY 1 ON CONFLICT (key) DO NOTHING`;
}

/** The step of a batch's pipeline that counts its rows. Undefined where there are no budgets. */
export function countingStep(
  schema: string | undefined,
  budgets: readonly StoredBudget[],
  ids: readonly string[],
): PipelineStep | undefined {
  if (budgets.length === 0 || ids.length === 0) return undefined;
  return { sql: countSpendingSql(schema), values: [`{${ids.join(',')}}`, JSON.stringify(rulesFor(budgets, ids))] };
}

/** The same in a transaction of other work that changed rows, such as giving them a price. */
export async function countRows(query: Query, schema: string | undefined, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { budgets } = await readBudgets(query, schema);
  const step = countingStep(schema, budgets, ids);
  if (step !== undefined) await query(step.sql, [...step.values]);
}

/** The windows of all budgets that these calls lie in. */
function rulesFor(budgets: readonly StoredBudget[], ids: readonly string[]): RuleRow[] {
  const times = ids.map((id) => callIdTime(id).getTime()).filter((time) => !Number.isNaN(time));
  return budgets.flatMap((budget) => {
    const windows = new Map(times.map((time) => [budget.windows.at(time).start, time]));
    return [...windows.values()].map((time) => ruleRow(budget, time));
  });
}

/** A budget in the window that a time lies in. */
export function ruleRow(budget: StoredBudget, at: number): RuleRow {
  const { start, end } = budget.windows.at(at);
  const { match = {} } = budget;
  return {
    name: budget.name,
    from_id: callIdBound(new Date(start)),
    until_id: end === Infinity ? null : callIdBound(new Date(end)),
    window_start: new Date(start).toISOString(),
    window_end: end === Infinity ? null : new Date(end).toISOString(),
    per: budget.per,
    limit_usd: budget.limitUsd,
    limits: budget.limits,
    alerts: budget.alerts,
    unpriced_usd: budget.unpricedCallUsd,
    company_id: match.companyId,
    user_id: match.userId,
    provider: match.provider,
    model: match.model,
    call_type: match.callType,
    environment: match.environment,
    tags: match.tags,
  } as RuleRow;
}
