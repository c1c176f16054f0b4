import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

/** What a process asks of one counter. Amounts are in USD. */
export interface CounterVisit {
  readonly budget: string;
  readonly subject: string;
  readonly window_start: Date;
  readonly window_end: Date | null;
  readonly company_id: string | null;
  readonly limit_usd: number;
  /** What it keeps in any case. */
  readonly kept: number;
  /** Free of that. */
  readonly spare: number;
  /** What its calls need, those that wait too. */
  readonly used: number;
  /** What its calls need more. */
  readonly wanted: number;
  /** What one of them needs: to reserve less than that in advance is of no use. */
  readonly per_call: number;
  /** Calls refused since it was here last. */
  readonly blocked: number;
}

export interface CounterState {
  readonly budget: string;
  readonly subject: string;
  readonly window_start: Date;
  readonly spent: string;
  /** What others have reserved. */
  readonly others: string;
  /** What of it no call of theirs needs: they release it when they learn that it is wanted. */
  readonly ready: string;
  readonly granted: string;
}

/** From this share of the limit that is left on, nothing is reserved beyond what calls need: others may need it more. */
const FAR_SHARE = 0.25;
/** Of what is left, what a process may reserve in advance. */
const READY_SHARE = 1 / 16;
/** So long after somebody wanted what others have reserved in advance, nobody reserves in advance. */
const WANTED = `interval '5 seconds'`;

const SHAPE = `budget text, subject text, window_start timestamptz, window_end timestamptz, company_id text, limit_usd numeric,
  kept numeric, spare numeric, used numeric, wanted numeric, per_call numeric, blocked bigint`;

/**
 * Asks for leases, in a transaction of its own: counters are locked first, so that no two processes are granted the same dollar, and in one
 * order. What is granted is what is left of the limit at most; near it that is what calls need, far from it some more.
 * @param leaseMs how long they are valid.
 */
export async function visitCounters(
  query: Query,
  schema: string | undefined,
  owner: string,
  leaseMs: number,
  visits: readonly CounterVisit[],
): Promise<CounterState[]> {
  const asked = JSON.stringify(visits);
  const counters = tableName(schema, 'llm_budget_counters');
  await query(
    `INSERT INTO ${counters} AS c (budget, subject, window_start, blocked)
SELECT budget, subject, window_start, blocked FROM json_to_recordset($1::json) AS a(${SHAPE}) ORDER BY budget, window_start, subject
ON CONFLICT (budget, window_start, subject) DO UPDATE SET blocked = c.blocked + excluded.blocked`,
    [asked],
  );
  // A statement of its own: it sees what was committed while the locks were waited for.
  const states = await query<CounterState>(grantSql(schema), [asked, owner, leaseMs]);
  if (visits.some(({ blocked }) => blocked > 0)) await query(blockedSql(schema), [asked]);
  return states;
}

function grantSql(schema: string | undefined): string {
  const leases = tableName(schema, 'llm_budget_leases');
  const counters = tableName(schema, 'llm_budget_counters');
  return `WITH asked AS (SELECT * FROM json_to_recordset($1::json) AS a(${SHAPE})),
leased AS (
  SELECT a.*, c.spent, coalesce(o.reserved, 0) AS others, coalesce(o.ready, 0) AS ready,
    coalesce(c.wanted_at > clock_timestamp() - ${WANTED}, false) AS is_wanted
  FROM asked AS a JOIN ${counters} AS c USING (budget, window_start, subject)
  CROSS JOIN LATERAL (SELECT sum(l.reserved) AS reserved, sum(greatest(l.reserved - l.used, 0)) AS ready FROM ${leases} AS l
    WHERE l.budget = a.budget AND l.window_start = a.window_start AND l.subject = a.subject
    AND l.owner <> $2::uuid AND l.expires_at > clock_timestamp()) AS o
), rooms AS (
  SELECT *, greatest(limit_usd - spent - others - kept, 0) AS room FROM leased
), grants AS (
  SELECT *, least(room, greatest(wanted, CASE WHEN room > limit_usd * ${FAR_SHARE} AND room * ${READY_SHARE} >= per_call AND NOT is_wanted THEN wanted + room * ${READY_SHARE} - spare ELSE 0 END)) AS granted
  FROM rooms
), written AS (
  INSERT INTO ${leases} AS l (budget, subject, window_start, owner, reserved, used, expires_at)
  SELECT budget, subject, window_start, $2::uuid, kept + granted, used, clock_timestamp() + $3::double precision * interval '1 millisecond' FROM grants
  ON CONFLICT (budget, window_start, subject, owner) DO UPDATE SET reserved = excluded.reserved, used = excluded.used, expires_at = excluded.expires_at
), marked AS (
  UPDATE ${counters} AS c SET wanted_at = clock_timestamp() FROM grants AS g
  WHERE c.budget = g.budget AND c.window_start = g.window_start AND c.subject = g.subject AND g.granted < g.wanted AND g.ready > 0
)
SELECT budget, subject, window_start, spent::text AS spent, others::text AS others, ready::text AS ready, granted::text AS granted FROM grants`;
}

/** A counter of which a process wants what others have reserved in advance. */
export type WantedCounter = Pick<CounterState, 'budget' | 'subject' | 'window_start'>;

export async function wantedCounters(query: Query, schema: string | undefined): Promise<WantedCounter[]> {
  return query<WantedCounter>(
    `SELECT budget, subject, window_start FROM ${tableName(schema, 'llm_budget_counters')} WHERE wanted_at > clock_timestamp() - ${WANTED}`,
  );
}

function blockedSql(schema: string | undefined): string {
  return `INSERT INTO ${tableName(schema, 'llm_events')} (key, kind, name, subject, value, threshold, window_start, window_end, company_id)
SELECT concat_ws(' ', 'blocked', to_json(a.budget), to_json(a.subject), extract(epoch FROM a.window_start)), 'blocked', a.budget,
  nullif(a.subject, ''), c.spent, a.limit_usd, a.window_start, a.window_end, a.company_id
FROM json_to_recordset($1::json) AS a(${SHAPE}) JOIN ${tableName(schema, 'llm_budget_counters')} AS c USING (budget, window_start, subject)
WHERE a.blocked > 0 ORDER BY 1 ON CONFLICT (key) DO NOTHING`;
}

/** A process that stops releases its leases. */
export async function releaseLeases(query: Query, schema: string | undefined, owner: string): Promise<void> {
  await query(`DELETE FROM ${tableName(schema, 'llm_budget_leases')} WHERE owner = $1`, [owner]);
}

/** Leases of processes that died reserve nothing since they expired. */
export async function removeExpiredLeases(query: Query, schema: string | undefined): Promise<void> {
  await query(
    `DELETE FROM ${tableName(schema, 'llm_budget_leases')} WHERE expires_at < clock_timestamp() - interval '1 minute'`,
  );
}
