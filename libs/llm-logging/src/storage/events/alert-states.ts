import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

interface State {
  readonly isActive: boolean;
  /** In ms since 1970. */
  readonly eventAt: number | null;
}

/** What is known of an alert, by subject. */
export async function readAlertStates(
  query: Query,
  schema: string | undefined,
  name: string,
): Promise<ReadonlyMap<string, State>> {
  const rows = await query<{ subject: string; isActive: boolean; eventAt: Date | null }>(
    `SELECT subject, is_active AS "isActive", event_at AS "eventAt" FROM ${tableName(schema, 'llm_alert_states')} WHERE name = $1`,
    [name],
  );
  return new Map(
    rows.map(({ subject, isActive, eventAt }) => [subject, { isActive, eventAt: eventAt?.getTime() ?? null }]),
  );
}

/** @param state with `eventAt` null the time of its last event stays. */
export async function writeAlertState(
  query: Query,
  schema: string | undefined,
  { name, subject, isActive, eventAt }: State & { readonly name: string; readonly subject: string },
): Promise<void> {
  await query(
    `INSERT INTO ${tableName(schema, 'llm_alert_states')} AS s (name, subject, is_active, event_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (name, subject) DO UPDATE SET is_active = excluded.is_active, event_at = coalesce(excluded.event_at, s.event_at)`,
    [name, subject, isActive, eventAt === null ? null : new Date(eventAt)],
  );
}

/** Notes that an instance looks now. @returns false where one has done so since so long, in ms. */
export async function takeTurnAt(query: Query, schema: string | undefined, sinceMs: number): Promise<boolean> {
  const rows = await query(
    `WITH turn AS (
  INSERT INTO ${tableName(schema, 'llm_alert_states')} AS s (name, subject, is_active, event_at) VALUES ('', '', false, clock_timestamp())
  ON CONFLICT (name, subject) DO UPDATE SET event_at = excluded.event_at
  WHERE s.event_at <= clock_timestamp() - $1::double precision * interval '1 millisecond' RETURNING name
) SELECT name FROM turn`,
    [sinceMs],
  );
  return rows.length > 0;
}
