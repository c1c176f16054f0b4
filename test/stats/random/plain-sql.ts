import type { StatsDimension, StatsFilters } from 'nestjs-llm-logging';
import type { TestDatabase } from '../../support/database.js';

/** Which rows; `to` null for all later ones. */
export interface Rows {
  readonly filters: Omit<StatsFilters, 'days' | 'startDate' | 'endDate'> & { sessionId?: string; traceId?: string };
  readonly from: Date;
  readonly to: Date | null;
}

/** What the documents say of each member of an answer, as SQL over rows. */
const MEMBERS = {
  totalCalls: 'count(*)',
  totalCost: 'coalesce(sum(estimated_cost), 0)',
  unpricedCalls: `count(*) FILTER (WHERE estimated_cost IS NULL AND (total_tokens IS NOT NULL OR (status = 'success' AND model IS NOT NULL)))`,
  promptTokens: 'coalesce(sum(prompt_tokens), 0)',
  completionTokens: 'coalesce(sum(completion_tokens), 0)',
  totalTokens: 'coalesce(sum(total_tokens), 0)',
  cachedPromptTokens: 'coalesce(sum(cached_prompt_tokens), 0)',
  reasoningTokens: 'coalesce(sum(reasoning_tokens), 0)',
  pendingCalls: `count(*) FILTER (WHERE status = 'pending')`,
  failedCalls: `count(*) FILTER (WHERE status IN ('error', 'timeout'))`,
  successRate: `avg((status = 'success')::int) FILTER (WHERE status <> 'pending')`,
  errorRate: `avg((status IN ('error', 'timeout'))::int) FILTER (WHERE status <> 'pending')`,
  avgLatencyMs: `avg(latency_ms) FILTER (WHERE status <> 'pending')`,
  maxLatencyMs: `max(latency_ms) FILTER (WHERE status <> 'pending')`,
  avgTimeToFirstTokenMs: `avg(time_to_first_token_ms) FILTER (WHERE status <> 'pending')`,
  tokensPerSecond: `sum(completion_tokens) FILTER (WHERE status <> 'pending' AND latency_ms > 0) * 1000.0
    / sum(latency_ms) FILTER (WHERE status <> 'pending' AND latency_ms > 0 AND completion_tokens IS NOT NULL)`,
  p50LatencyMs: percentile(0.5, 'latency_ms'),
  p95LatencyMs: percentile(0.95, 'latency_ms'),
  p99LatencyMs: percentile(0.99, 'latency_ms'),
  p50TimeToFirstTokenMs: percentile(0.5, 'time_to_first_token_ms'),
  p95TimeToFirstTokenMs: percentile(0.95, 'time_to_first_token_ms'),
  costPerCall: 'avg(estimated_cost)',
  promptTokensPerCall: 'sum(coalesce(prompt_tokens, 0)) * 1.0 / count(*)',
  completionTokensPerCall: 'sum(coalesce(completion_tokens, 0)) * 1.0 / count(*)',
  finishedCalls: `count(*) FILTER (WHERE status <> 'pending')`,
  latencySum: `sum(latency_ms) FILTER (WHERE status <> 'pending')`,
  firstCallAt: 'min(started_at)',
  lastCallAt: 'max(started_at)',
  lastEndAt: 'max(coalesce(completed_at, started_at))',
  traces: 'count(DISTINCT trace_id)',
} as const;

export type Member = keyof typeof MEMBERS;
export type PlainTotals = Readonly<Record<Member, number | Date | null>>;

function percentile(share: number, column: string): string {
  return `percentile_cont(${share}) WITHIN GROUP (ORDER BY ${column}) FILTER (WHERE status <> 'pending')`;
}

/** What calls are grouped by; those without the name are `unknown`. */
export const NAMES: Readonly<Record<StatsDimension, string>> = {
  callType: 'call_type',
  status: 'status',
  provider: `coalesce(provider, 'unknown')`,
  model: `coalesce(model, 'unknown')`,
  company: `coalesce(company_id, 'unknown')`,
  user: `coalesce(user_id, 'unknown')`,
  tag: 'tag',
  name: `coalesce(name, 'unknown')`,
  origin: `coalesce(origin, 'unknown')`,
  release: `coalesce(release, 'unknown')`,
  promptName: `coalesce(prompt_name, 'unknown')`,
  promptVersion: `coalesce(prompt_version, 'unknown')`,
};
const TAGS = `CROSS JOIN LATERAL unnest(CASE WHEN cardinality(tags) = 0 THEN ARRAY['unknown'] ELSE tags END) AS tag`;
const COLUMNS: Readonly<Record<string, string>> = {
  ...{ callType: 'call_type', status: 'status', provider: 'provider', model: 'model', companyId: 'company_id' },
  ...{ userId: 'user_id', sessionId: 'session_id', traceId: 'trace_id' },
};

/** FROM and WHERE, with the values bound. @param isByTag once for each tag. */
export function rowsSql({ filters, from, to }: Rows, isByTag = false): { sql: string; values: unknown[] } {
  const values: unknown[] = [from, to];
  const conditions = Object.entries(filters).flatMap(([name, value]) => {
    if (value === undefined || value.length === 0) return [];
    values.push([value].flat());
    return name === 'tags' ? `tags @> $${values.length}::text[]` : `${COLUMNS[name]} = ANY ($${values.length}::text[])`;
  });
  const where = ['started_at >= $1', '($2::timestamptz IS NULL OR started_at < $2)', ...conditions].join(' AND ');
  return { sql: `FROM llm_calls ${isByTag ? TAGS : ''} WHERE ${where}`, values };
}

/** Every total of the rows, by expressions whose values are joined to the key. */
export async function plainTotals(
  database: TestDatabase,
  rows: Rows,
  by: readonly string[] = [],
  more: readonly unknown[] = [],
): Promise<Map<string, PlainTotals>> {
  const { sql, values } = rowsSql(
    rows,
    by.some((each) => /\btag\b/.test(each)),
  );
  // Of further values `by` has the places after those of the filters.
  const bound = (text: string) => text.replace(/\$more/, `$${values.length + 1}`);
  const selected = Object.entries(MEMBERS).map(
    ([name, of]) => `(${of})${name.endsWith('At') ? '' : '::float8'} AS "${name}"`,
  );
  const names = by.map((each, n) => `(${bound(each)})::text AS name_${n}`);
  const groups = by.map((_each, n) => n + 1).join(', ');
  const found = await database.query<PlainTotals & Record<string, string>>(
    `SELECT ${[...names, ...selected].join(', ')} ${sql}${groups && ` GROUP BY ${groups}`}`,
    [...values, ...more],
  );
  return new Map(found.map((row) => [by.map((_each, n) => row[`name_${n}`]).join('|'), row]));
}
