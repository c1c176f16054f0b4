import type { Query } from '../../storage/query.js';
import { readCalendar } from '../schema/calendar.js';
import type { Calendar } from '../schema/periods.js';

/** What building in one transaction needs. */
export interface RollupWork {
  readonly query: Query;
  readonly schema: string | undefined;
  readonly calendar: Calendar;
}

/** Key of the advisory lock under which rollups are made. */
const ROLLUPS_LOCK = '7308332045016104';

/**
 * So that groups are found by hash in one pass: PostgreSQL takes histograms for larger than they are, and would sort the calls once for each
 * grouping. The memory is a bound, of which a few MB are used.
 */
const GROUPING_SETTINGS = { enable_sort: 'off', work_mem: '256MB' };

/** Statements that make rollups from calls group them in one pass, to the end of the transaction. */
export async function groupByHash(query: Query): Promise<void> {
  const settings = Object.entries(GROUPING_SETTINGS).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  await query(`SELECT ${settings.join(', ')}`);
}

/** Begins to build: one transaction at a time does. Waits for the other, or with `wait: false` gives undefined while there is one. */
export async function beginWork(query: Query, schema: string | undefined): Promise<RollupWork>;
export async function beginWork(
  query: Query,
  schema: string | undefined,
  options: { wait: boolean },
): Promise<RollupWork | undefined>;
export async function beginWork(
  query: Query,
  schema: string | undefined,
  { wait }: { wait: boolean } = { wait: true },
): Promise<RollupWork | undefined> {
  await groupByHash(query);
  if (wait) await query(`SELECT pg_advisory_xact_lock(${ROLLUPS_LOCK})`);
  else {
    const [row] = await query<{ acquired: boolean }>(`SELECT pg_try_advisory_xact_lock(${ROLLUPS_LOCK}) AS acquired`);
    if (!row!.acquired) return undefined;
  }
  return { query, schema, calendar: await readCalendar(query, schema) };
}
