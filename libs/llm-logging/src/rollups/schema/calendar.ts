import type { Query } from '../../storage/query.js';
import { tableName } from '../../storage/table-name.js';
import { Calendar } from './periods.js';

/** The table that says in which zone days are kept. */
const ZONES = 'llm_reporting_zones';

export async function readCalendar(query: Query, schema: string | undefined): Promise<Calendar> {
  const rows = await query<{ since: Date; timeZone: string }>(
    `SELECT since, time_zone AS "timeZone" FROM ${tableName(schema, ZONES)} ORDER BY since`,
  );
  return new Calendar(rows.map(({ since, timeZone }) => ({ since: since.getTime(), timeZone })));
}

/** Days from a time on are those of a zone. */
export async function writeZone(
  query: Query,
  schema: string | undefined,
  { since, timeZone }: { since: number; timeZone: string },
): Promise<void> {
  const zones = tableName(schema, ZONES);
  await query(`DELETE FROM ${zones} WHERE since >= $1`, [new Date(since)]);
  await query(`INSERT INTO ${zones} (since, time_zone) VALUES ($1, $2)`, [new Date(since), timeZone]);
}
