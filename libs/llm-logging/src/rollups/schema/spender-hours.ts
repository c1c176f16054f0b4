import type { Query } from '../../storage/query.js';
import { tableName } from '../../storage/table-name.js';
import {
  BUSY_HOURS,
  DAY_SPENDING,
  HOUR_ERRORS,
  HOUR_SPENDING,
  HOUR_SUMS,
  SHIFT_SPENDING,
  TAG_HOURS,
  type SumTable,
} from './tables.js';
import { DAY_MS, startOf } from '../../storage/periods.js';

/*
 * Hours and shifts have sums of all users and tags since `llm_spender_hours`; of the days before of those users alone that
 * `llm_busy_users` has for the day, and of tags where `llm_tag_days` has it.
 */

/**
 * Calls a day from which on a user's hours stay, and those of tags where each has as many on average: so that they are few for the calls that
 * they save reading.
 */
const BUSY_CALLS = 100;

/** Since when hours and shifts have sums of all users and tags. */
export async function spendersSince(query: Query, schema: string | undefined): Promise<Date> {
  const [row] = await query<{ since: Date }>(`SELECT since FROM ${tableName(schema, 'llm_spender_hours')}`);
  return row!.since;
}

/** The tables that an hour has sums in. */
export async function tablesOfHour(query: Query, schema: string | undefined, hour: Date): Promise<SumTable[]> {
  const [row] = await query<Staying & { all: boolean }>(
    `SELECT (SELECT since FROM ${tableName(schema, 'llm_spender_hours')}) <= $1 AS "all",
  EXISTS (${busyUsersSql(schema, '$1::timestamptz')}) AS users, EXISTS (${tagDaySql(schema, '$1::timestamptz')}) AS tags`,
    [hour],
  );
  return [HOUR_SUMS, HOUR_ERRORS, ...(row!.all ? [HOUR_SPENDING] : tablesThatStay(row!))];
}

/** Of whom there are hours that stay. */
interface Staying {
  readonly users: boolean;
  readonly tags: boolean;
}

function tablesThatStay({ users, tags }: Staying): SumTable[] {
  return [...(users ? [BUSY_HOURS] : []), ...(tags ? [TAG_HOURS] : [])];
}

/** SQL for the ids of those whose hours of a day stay, empty for calls without a user. @param time one of that day. */
export function busyUsersSql(schema: string | undefined, time: string): string {
  return `SELECT b.user_id FROM ${tableName(schema, 'llm_busy_users')} AS b WHERE b.day = date_trunc('day', ${time}, 'UTC')`;
}

/** SQL for a row where the hours of tags of a day stay. @param time one of that day. */
function tagDaySql(schema: string | undefined, time: string): string {
  return `SELECT FROM ${tableName(schema, 'llm_tag_days')} AS t WHERE t.day = date_trunc('day', ${time}, 'UTC')`;
}

/**
 * Once a day is summed: which hours of it stay. They are chosen once, and of those alone of whom no call is gone yet, so that their hours know
 * all of their day.
 * @returns the tables of those that were chosen just now.
 */
export async function chooseHours(query: Query, schema: string | undefined, day: Date): Promise<SumTable[]> {
  const summed = `FROM ${tableName(schema, DAY_SPENDING.name)} WHERE day = $1::timestamptz`;
  const isWhole = 'min(part) = 0 AND max(part) = 0';
  const [chosen] = await query<Staying>(
    `WITH users AS (INSERT INTO ${tableName(schema, 'llm_busy_users')} (day, user_id)
SELECT $1, user_id ${summed} AND summed_by = 'user' AND NOT EXISTS (${busyUsersSql(schema, '$1::timestamptz')})
GROUP BY user_id HAVING sum(calls) >= ${BUSY_CALLS} AND ${isWhole} RETURNING 1),
tags AS (INSERT INTO ${tableName(schema, 'llm_tag_days')} (day)
SELECT day ${summed} AND summed_by = 'tag' GROUP BY day HAVING sum(calls) >= ${BUSY_CALLS} * count(*) AND ${isWhole}
ON CONFLICT DO NOTHING RETURNING 1)
SELECT EXISTS (SELECT FROM users) AS users, EXISTS (SELECT FROM tags) AS tags`,
    [day],
  );
  return tablesThatStay(chosen!);
}

/** Days within a time on which some of the users, or tags, had calls, but have no hours that stay. */
export async function daysWithoutHours(
  query: Query,
  schema: string | undefined,
  whose: readonly string[] | 'tags',
  { from, to }: { from: Date; to: Date },
): Promise<Date[]> {
  const [summed, stay, names] =
    whose === 'tags'
      ? [`summed_by = 'tag'`, tagDaySql(schema, 's.day'), []]
      : [
          `summed_by = 'user' AND user_id = ANY ($3)`,
          `${busyUsersSql(schema, 's.day')} AND b.user_id = s.user_id`,
          [whose],
        ];
  const rows = await query<{ day: Date }>(
    `SELECT DISTINCT day FROM ${tableName(schema, DAY_SPENDING.name)} AS s
WHERE ${summed} AND day >= $1 AND day < $2 AND NOT EXISTS (${stay})`,
    [from, to, ...names],
  );
  return rows.map(({ day }) => day);
}

/** Removes the hours and shifts that do not stay of the days before yesterday, once these are summed. */
export async function removeSpenderHours(query: Query, schema: string | undefined, now: number): Promise<void> {
  const from = await spendersSince(query, schema);
  const [row] = await query<{ since: Date }>(
    `WITH moved AS (UPDATE ${tableName(schema, 'llm_spender_hours')} SET since = greatest(since, least($1::timestamptz,
  (SELECT min(day) FROM ${tableName(schema, 'llm_changed_days')} WHERE day >= since),
  (SELECT date_trunc('day', min(hour), 'UTC') FROM ${tableName(schema, 'llm_changed_hours')} WHERE hour >= since))) RETURNING since)
SELECT since FROM moved`,
    [new Date(startOf(now - DAY_MS, DAY_MS))],
  );
  const { since } = row!;
  if (since.getTime() === from.getTime()) return;
  for (const { name, period } of [HOUR_SPENDING, SHIFT_SPENDING])
    await query(
      `DELETE FROM ${tableName(schema, name)} AS s WHERE summed_by = ANY ($1) AND ${period} >= $2 AND ${period} < $3
  AND NOT (summed_by = 'user' AND EXISTS (${busyUsersSql(schema, `s.${period}`)} AND b.user_id = s.user_id))
  AND NOT (summed_by = 'tag' AND EXISTS (${tagDaySql(schema, `s.${period}`)}))`,
      [HOUR_SPENDING.groupings, from, since],
    );
}

/**
 * Before a person's sums become ones of nobody, in the same transaction: nobody has no hours that stay any more, as those of the person may
 * not all be there.
 */
export async function forgetBusyUser(query: Query, schema: string | undefined, userId: string): Promise<void> {
  await query(`DELETE FROM ${tableName(schema, 'llm_busy_users')} WHERE user_id IN ($1, '')`, [userId]);
  const since = await spendersSince(query, schema);
  for (const { name, period } of [HOUR_SPENDING, SHIFT_SPENDING])
    await query(
      `DELETE FROM ${tableName(schema, name)} WHERE summed_by = 'user' AND ${period} < $1 AND user_id IN ($2, '')`,
      [since, userId],
    );
}
