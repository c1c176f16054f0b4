import { callIdTime } from '../../call/call-id.js';
import type { Query } from '../query.js';
import { HOUR_MS, hoursOfIds, noteChangedHours } from '../changed-hours.js';
import { tableName } from '../table-name.js';
import { makeSums } from './make-sums.js';
import { lockSums, sumDay, sumHour, DAY_MS } from './sum-hour.js';
import { DAY_SUMS, HOUR_SUMS } from './sum-tables.js';

/*
 * Sums outlive their rows. The sums of a period consist of parts: the current one, of the number that `llm_kept_days` has for its
 * day (0 where it has none), is made again from the rows that there are; those of lower numbers are of rows that are gone, and stay.
 */

/** The part of the sums of calls that were removed one by one. */
const REMOVED = -1;

/** Before calls are removed, in the same transaction: keeps their sums. */
export async function keepSumsOfCalls(query: Query, schema: string | undefined, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await lockSums(query, { wait: true });
  const hours = hoursOfIds(ids);
  for (const [hour, those] of idsBy(ids, HOUR_MS)) {
    const [from, to] = [new Date(hour), new Date(hour + HOUR_MS)];
    await makeSums(query, schema, HOUR_SUMS, { from, to, period: from, part: REMOVED, ids: those });
  }
  for (const [day, those] of idsBy(ids, DAY_MS)) {
    const [from, to] = [new Date(day), new Date(day + DAY_MS)];
    for (const table of DAY_SUMS)
      await makeSums(query, schema, table, { from, to, period: from, part: REMOVED, ids: those });
  }
  await noteChangedHours(query, schema, hours);
}

function idsBy(ids: readonly string[], lengthMs: number): Map<number, string[]> {
  const periods = new Map<number, string[]>();
  for (const id of ids) {
    const period = Math.floor(callIdTime(id).getTime() / lengthMs) * lengthMs;
    const those = periods.get(period);
    if (those === undefined) periods.set(period, [id]);
    else those.push(id);
  }
  return periods;
}

/**
 * Before all calls of whole days (UTC) are removed, in the same transaction: keeps their sums. Quick, as the sums stay where they
 * are, but for hours and days that were not summed yet.
 */
export async function keepSumsOfDays(
  query: Query,
  schema: string | undefined,
  { from, to }: { from: Date; to: Date },
): Promise<void> {
  await lockSums(query, { wait: true });
  for (const { period } of await changed(query, schema, 'hour', from, to)) await sumHour(query, schema, period);
  for (const { period } of await changed(query, schema, 'day', from, to)) await sumDay(query, schema, period);
  await query(
    `INSERT INTO ${tableName(schema, 'llm_kept_days')} AS kept (day, part)
SELECT DISTINCT day, 1 FROM ${tableName(schema, 'llm_day_sums')} WHERE day >= $1 AND day < $2
ON CONFLICT (day) DO UPDATE SET part = kept.part + 1`,
    [from, to],
  );
}

/** A person's sums, or those with one company, stay without the person. */
export async function forgetUserInSums(
  query: Query,
  schema: string | undefined,
  userId: string,
  companyId?: string,
): Promise<void> {
  await lockSums(query, { wait: true });
  await query(
    `UPDATE ${tableName(schema, 'llm_user_day_sums')} SET user_id = '' WHERE user_id = $1 AND ($2::text IS NULL OR company_id = $2)`,
    [userId, companyId ?? null],
  );
}

function changed(
  query: Query,
  schema: string | undefined,
  period: 'hour' | 'day',
  from: Date,
  to: Date,
): Promise<{ period: Date }[]> {
  return query(
    `SELECT DISTINCT ${period} AS period FROM ${tableName(schema, `llm_changed_${period}s`)} WHERE ${period} >= $1 AND ${period} < $2 ORDER BY 1`,
    [from, to],
  );
}
