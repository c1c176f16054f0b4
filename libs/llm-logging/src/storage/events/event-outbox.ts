import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import type { EventRow } from './event-rows.js';

/** How long an event is tried to be delivered, in hours. */
const GIVE_UP_HOURS = 24;
/** The first pause; each further one is twice as long, up to the longest. */
const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 3_600;
const MAX_ERROR_LENGTH = 500;

/** An event on its way to a target. */
export interface ClaimedEvent extends EventRow {
  readonly target: string;
}

/** Makes targets known: they get what happens from then on. */
export async function registerTargets(
  query: Query,
  schema: string | undefined,
  targets: readonly string[],
): Promise<void> {
  await query(
    `INSERT INTO ${tableName(schema, 'llm_event_targets')} (target) SELECT unnest($1::text[]) ON CONFLICT (target) DO NOTHING`,
    [targets],
  );
}

/** Notes for each of these targets the events that it has not got yet. */
export async function fanOut(query: Query, schema: string | undefined, targets: readonly string[]): Promise<void> {
  const deliveries = tableName(schema, 'llm_event_deliveries');
  await query(
    `INSERT INTO ${deliveries} (event_id, target)
SELECT e.id, t.target FROM ${tableName(schema, 'llm_events')} AS e JOIN ${tableName(schema, 'llm_event_targets')} AS t ON t.target = ANY ($1) AND e.at >= t.since
WHERE e.at > now() - interval '${GIVE_UP_HOURS} hours'
  AND NOT EXISTS (SELECT FROM ${deliveries} AS d WHERE d.event_id = e.id AND d.target = t.target)
ON CONFLICT DO NOTHING`,
    [targets],
  );
}

/** Takes some that are due. Whoever takes them has until their next try is due. */
export async function claim(
  query: Query,
  schema: string | undefined,
  targets: readonly string[],
  limit: number,
): Promise<ClaimedEvent[]> {
  const deliveries = tableName(schema, 'llm_event_deliveries');
  return query<ClaimedEvent>(
    `WITH due AS (
  SELECT event_id, target FROM ${deliveries} WHERE state = 'pending' AND next_at <= now() AND target = ANY ($1)
  ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE ${deliveries} AS d SET attempts = d.attempts + 1,
    next_at = now() + least(${FIRST_SECONDS} * 2 ^ least(d.attempts, 20), ${LONGEST_SECONDS}) * interval '1 second' + interval '15 seconds'
  FROM due WHERE d.event_id = due.event_id AND d.target = due.target RETURNING d.event_id, d.target
)
SELECT e.id, e.kind, e.name, e.subject, e.value, e.threshold, e.window_start AS "windowStart", e.window_end AS "windowEnd",
  e.company_id AS "companyId", e.at, c.target
FROM claimed AS c JOIN ${tableName(schema, 'llm_events')} AS e ON e.id = c.event_id`,
    [targets, limit],
  );
}

export async function delivered(query: Query, schema: string | undefined, { id, target }: ClaimedEvent): Promise<void> {
  await query(
    `UPDATE ${tableName(schema, 'llm_event_deliveries')} SET state = 'delivered', delivered_at = now(), last_error = NULL
WHERE event_id = $1 AND target = $2`,
    [id, target],
  );
}

/** It is tried again later; after a day it stays as it is, for people to see. */
export async function notDelivered(
  query: Query,
  schema: string | undefined,
  { id, target }: ClaimedEvent,
  reason: string,
): Promise<void> {
  await query(
    `UPDATE ${tableName(schema, 'llm_event_deliveries')} AS d SET last_error = $3, next_at = d.next_at - interval '15 seconds',
  state = CASE WHEN e.at < now() - interval '${GIVE_UP_HOURS} hours' THEN 'dead' ELSE d.state END
FROM ${tableName(schema, 'llm_events')} AS e WHERE e.id = d.event_id AND d.event_id = $1 AND d.target = $2`,
    [id, target, reason.slice(0, MAX_ERROR_LENGTH)],
  );
}
