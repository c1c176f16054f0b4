import { callIdBound, callIdTime } from 'llm-exchange/call';
import type { Query } from '../../storage/query.js';
import { hoursOfIds, noteChangedHours } from '../../storage/writing/changed-hours.js';
import { tableName } from '../../storage/table-name.js';
import { DAY_SPENDING, DAY_SUMS, HALF_HOUR_SUMS, SUM_TABLES, type SumTable } from '../schema/tables.js';
import { sumsOfCallsSql } from '../build/select-calls.js';
import { halfHoursOf, LENGTHS, type Period } from '../schema/periods.js';
import { HOUR_MS, startOf } from '../../storage/periods.js';
import { forgetBusyUser, tablesOfHour } from '../schema/spender-hours.js';
import { insertSums, lockSums, sumDay, sumHalfHour, sumHour } from '../build/build-period.js';
import { removeWindows } from '../schema/windows.js';

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
  const keep = async (period: Period, tablesOf: (start: number) => readonly SumTable[] | Promise<SumTable[]>) => {
    for (const [start, those] of idsBy(ids, LENGTHS[period]))
      for (const table of await tablesOf(start)) {
        const [from, to] = [new Date(start), new Date(start + LENGTHS[period])];
        await insertSums(query, schema, table, {
          sql: sumsOfCallsSql(schema, table, ' AND id = ANY ($5)'),
          values: [from, REMOVED, callIdBound(from), callIdBound(to), those],
        });
      }
  };
  await keep('half_hour', (half) => (halfHoursOf(startOf(half, HOUR_MS)).length > 0 ? [HALF_HOUR_SUMS] : []));
  await keep('hour', (hour) => tablesOfHour(query, schema, new Date(hour)));
  await keep('day', () => [DAY_SUMS, DAY_SPENDING]);
  await noteChangedHours(query, schema, hoursOfIds(ids));
}

function idsBy(ids: readonly string[], lengthMs: number): Map<number, string[]> {
  const periods = new Map<number, string[]>();
  for (const id of ids) {
    const period = startOf(callIdTime(id).getTime(), lengthMs);
    const those = periods.get(period);
    if (those === undefined) periods.set(period, [id]);
    else those.push(id);
  }
  return periods;
}

/**
 * Before all calls of whole days (UTC) are removed, in the same transaction: keeps their sums. Quick, as the sums stay where they
 * are, but for hours and days that were not summed yet.
 * @returns how many calls they are.
 */
export async function keepSumsOfDays(
  query: Query,
  schema: string | undefined,
  { from, to }: { from: Date; to: Date },
): Promise<number> {
  await lockSums(query, { wait: true });
  for (const { period } of await changed(query, schema, 'hour', from, to)) await sumHour(query, schema, period);
  for (const { period } of await changed(query, schema, 'half_hour', from, to))
    await sumHalfHour(query, schema, period);
  for (const { period } of await changed(query, schema, 'day', from, to)) await sumDay(query, schema, period);
  const [sums, keptDays] = [tableName(schema, DAY_SUMS.name), tableName(schema, 'llm_kept_days')];
  const [going] = await query<{ calls: string }>(
    `SELECT coalesce(sum(s.calls), 0) AS calls FROM ${sums} AS s LEFT JOIN ${keptDays} AS k USING (day)
WHERE s.summed_by = 'all' AND s.day >= $1 AND s.day < $2 AND s.part = coalesce(k.part, 0)`,
    [from, to],
  );
  await query(
    `INSERT INTO ${keptDays} AS kept (day, part)
SELECT day, 1 FROM ${sums} WHERE summed_by = 'all' AND day >= $1 AND day < $2 GROUP BY day
ON CONFLICT (day) DO UPDATE SET part = kept.part + 1`,
    [from, to],
  );
  return Number(going!.calls);
}

/** A person's sums, or those with one company, stay without the person. */
export async function forgetUserInSums(
  query: Query,
  schema: string | undefined,
  userId: string,
  companyId?: string,
): Promise<void> {
  await lockSums(query, { wait: true });
  await removeWindows(query, schema);
  await forgetBusyUser(query, schema, userId);
  for (const { name } of SUM_TABLES.filter(({ groupings }) => groupings.includes('user')))
    await query(
      `UPDATE ${tableName(schema, name)} SET user_id = '' WHERE summed_by = 'user' AND user_id = $1 AND ($2::text IS NULL OR company_id = $2)`,
      [userId, companyId ?? null],
    );
}

function changed(
  query: Query,
  schema: string | undefined,
  period: 'half_hour' | 'hour' | 'day',
  from: Date,
  to: Date,
): Promise<{ period: Date }[]> {
  return query(
    `SELECT DISTINCT ${period} AS period FROM ${tableName(schema, `llm_changed_${period}s`)} WHERE ${period} >= $1 AND ${period} < $2 ORDER BY 1`,
    [from, to],
  );
}
