import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

/** One row of `llm_events`. */
export interface EventRow {
  readonly id: string;
  readonly kind: 'alert' | 'budget' | 'blocked' | 'resolved';
  readonly name: string;
  readonly subject: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly windowStart: Date | null;
  readonly windowEnd: Date | null;
  readonly companyId: string | null;
  readonly at: Date;
}

/** An event to be written: once for each key. */
export interface NewEvent extends Omit<EventRow, 'id' | 'at'> {
  readonly key: string;
}

const COLUMNS = `id, kind, name, subject, value, threshold, window_start AS "windowStart", window_end AS "windowEnd", company_id AS "companyId", at`;

/** @returns undefined where it was written before. */
export async function writeEvent(
  query: Query,
  schema: string | undefined,
  event: NewEvent,
): Promise<EventRow | undefined> {
  const [row] = await query<EventRow>(
    `WITH written AS (
  INSERT INTO ${tableName(schema, 'llm_events')} (key, kind, name, subject, value, threshold, window_start, window_end, company_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (key) DO NOTHING RETURNING *
) SELECT ${COLUMNS} FROM written`,
    [
      ...[event.key, event.kind, event.name, event.subject, event.value, event.threshold],
      ...[event.windowStart, event.windowEnd, event.companyId],
    ],
  );
  return row;
}

/** How far an event has come to one of its targets. */
export interface EventDelivery {
  target: string;
  /** `dead`: given up after 24 hours. */
  state: 'pending' | 'delivered' | 'dead';
  attempts: number;
  deliveredAt: Date | null;
  lastError: string | null;
}

/** Where an event stands among all. Those of one transaction have one time, which a `Date` would cut to ms. */
export interface EventPlace {
  /** In µs since 1970. */
  readonly atMicros: string;
  readonly id: string;
}

export interface EventFilter {
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  readonly subject?: string | undefined;
  readonly companyId?: string | undefined;
  readonly before?: EventPlace | undefined;
  readonly limit: number;
}

/** Newest first, each with what became of it. */
export async function readEvents(
  query: Query,
  schema: string | undefined,
  { kind, name, subject, companyId, before, limit }: EventFilter,
): Promise<(EventRow & EventPlace & { readonly deliveries: EventDelivery[] })[]> {
  const rows = await query<EventRow & EventPlace & { deliveries: (EventDelivery & { deliveredAt: string | null })[] }>(
    `SELECT ${COLUMNS}, (extract(epoch FROM at) * 1000000)::bigint::text AS "atMicros", coalesce((SELECT json_agg(json_build_object('target', target, 'state', state, 'attempts', attempts,
    'deliveredAt', delivered_at, 'lastError', last_error) ORDER BY target)
  FROM ${tableName(schema, 'llm_event_deliveries')} AS d WHERE d.event_id = e.id), '[]') AS deliveries
FROM ${tableName(schema, 'llm_events')} AS e
WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR name = $2) AND ($3::text IS NULL OR subject = $3)
  AND ($4::text IS NULL OR company_id = $4) AND ($5::bigint IS NULL OR (at, id) < (to_timestamp(0) + $5::bigint * interval '1 microsecond', $6::uuid))
ORDER BY at DESC, id DESC LIMIT $7`,
    [
      kind ?? null,
      name ?? null,
      subject ?? null,
      companyId ?? null,
      before?.atMicros ?? null,
      before?.id ?? null,
      limit,
    ],
  );
  return rows.map(({ deliveries, ...event }) => ({
    ...event,
    deliveries: deliveries.map((each) => ({
      ...each,
      deliveredAt: each.deliveredAt === null ? null : new Date(each.deliveredAt),
    })),
  }));
}
