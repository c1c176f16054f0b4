import { tableName } from '../../storage/table-name.js';
import type { CallRemoval } from './call-removal.js';

const LIMITS = { statementTimeoutMs: 60_000, lockTimeoutMs: 5_000 };
const DAY_MS = 86_400_000;

/** Refused records are texts: they go when texts of calls go or, sooner, calls. What mentions a tag under legal hold stays. */
export async function removeRefused({ transaction, schema, policy, now, report }: CallRemoval): Promise<void> {
  const days = Math.min(policy.days ?? Infinity, policy.payloadDays ?? Infinity);
  if (days === Infinity) return;
  const refused = tableName(schema, 'llm_refused_calls');
  const going = `refused_at < $1 AND NOT EXISTS (SELECT FROM unnest($2::text[]) AS tag WHERE position(tag IN record) > 0)`;
  const sql = report.dryRun
    ? `SELECT count(*) FROM ${refused} WHERE ${going}`
    : `WITH gone AS (DELETE FROM ${refused} WHERE ${going} RETURNING 1) SELECT count(*) FROM gone`;
  const mentions = (policy.holdTags ?? []).map((tag) => JSON.stringify(tag));
  const [row] = await transaction(LIMITS, (query) =>
    query<{ count: string }>(sql, [new Date(now.getTime() - days * DAY_MS), mentions]),
  );
  report.refusedRemoved = Number(row?.count ?? 0);
}
