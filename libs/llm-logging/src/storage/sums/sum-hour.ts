import type { Query } from '../query.js';
import { HOUR_MS } from '../changed-hours.js';
import { tableName } from '../table-name.js';
import { makeSums } from './make-sums.js';
import { DAY_SUMS, HOUR_SUMS, type SumTable } from './sum-tables.js';

export const DAY_MS = 24 * HOUR_MS;

/** Key of the advisory lock under which sums are made. */
const SUMS_LOCK = '7308332045016104';

/** Lets one transaction at a time make sums: waits for the other, or with `wait: false` says whether it is alone. */
export async function lockSums(query: Query, { wait }: { wait: boolean }): Promise<boolean> {
  // Groups are joined to their histograms: many, where the planner takes them for one.
  await query('SET LOCAL enable_nestloop = off');
  if (wait) await query(`SELECT pg_advisory_xact_lock(${SUMS_LOCK})`);
  if (wait) return true;
  const [row] = await query<{ alone: boolean }>(`SELECT pg_try_advisory_xact_lock(${SUMS_LOCK}) AS alone`);
  return row!.alone;
}

/**
 * Makes the sums of an hour that changed from its rows, in a transaction that holds {@link lockSums}. The notes go first: a
 * batch that commits between the two statements is summed, and its note stays for another time.
 */
export async function sumHour(query: Query, schema: string | undefined, hour: Date): Promise<void> {
  const notes = await query(`DELETE FROM ${tableName(schema, 'llm_changed_hours')} WHERE hour = $1 RETURNING 1`, [
    hour,
  ]);
  if (notes.length === 0) return;
  const day = startOfDay(hour);
  await query(`INSERT INTO ${tableName(schema, 'llm_changed_days')} (day) VALUES ($1)`, [day]);
  const part = await partOf(query, schema, day);
  await remake(query, schema, HOUR_SUMS, { period: hour, length: HOUR_MS, part });
}

/** The same for a day. */
export async function sumDay(query: Query, schema: string | undefined, day: Date): Promise<void> {
  const notes = await query(`DELETE FROM ${tableName(schema, 'llm_changed_days')} WHERE day = $1 RETURNING 1`, [day]);
  if (notes.length === 0) return;
  const part = await partOf(query, schema, day);
  for (const table of DAY_SUMS) await remake(query, schema, table, { period: day, length: DAY_MS, part });
}

/** The UTC day of a time. */
function startOfDay(at: Date): Date {
  return new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
}

async function remake(
  query: Query,
  schema: string | undefined,
  table: SumTable,
  { period, length, part }: { period: Date; length: number; part: number },
): Promise<void> {
  await query(`DELETE FROM ${tableName(schema, table.name)} WHERE ${table.period} = $1 AND part = $2`, [period, part]);
  await makeSums(query, schema, table, { from: period, to: new Date(period.getTime() + length), period, part });
}

/** The number of the part that is made of the rows that there are. */
export async function partOf(query: Query, schema: string | undefined, day: Date): Promise<number> {
  const [kept] = await query<{ part: number }>(
    `SELECT part FROM ${tableName(schema, 'llm_kept_days')} WHERE day = $1`,
    [day],
  );
  return kept?.part ?? 0;
}
