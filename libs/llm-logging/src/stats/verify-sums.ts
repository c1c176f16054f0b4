import { callIdBound } from '../call/call-id.js';
import { HOUR_MS, noteChangedHours } from '../storage/changed-hours.js';
import type { LlmDatabase } from '../storage/llm-database.js';
import type { Query } from '../storage/query.js';
import { sumColumns, sumsOfCallsSql } from '../storage/sums/make-sums.js';
import { DAY_MS, partOf } from '../storage/sums/sum-hour.js';
import { DAY_SUMS, HOUR_SUMS, type SumTable } from '../storage/sums/sum-tables.js';
import { tableName } from '../storage/table-name.js';
import { refreshSums } from './refresh-sums.js';
import type { TimeRange } from './read-plan.js';

const LIMITS = { statementTimeoutMs: 300_000 };

/** Sums of a period that are not what its rows add up to. */
export interface SumsDifference {
  /** Table of the sums. */
  readonly table: string;
  /** Start of the hour or day. */
  readonly period: Date;
  readonly callsInSums: number;
  readonly callsInRows: number;
}

export interface VerifiedSums {
  /** Hours and days that were compared. Those that are to be summed still are not: answers read their rows. */
  readonly hours: number;
  readonly days: number;
  readonly differences: readonly SumsDifference[];
}

/**
 * Compares the sums of each hour and day (UTC) with their rows: every count, token, cost and histogram.
 * @param onDay is told which day comes next, and when the last one ends.
 */
export async function verifySums(
  database: LlmDatabase,
  time?: TimeRange,
  onDay: (day: Date, end: Date) => void = () => undefined,
): Promise<VerifiedSums> {
  const { from, to } = time ?? (await timeOfAll(database));
  const differences: SumsDifference[] = [];
  let [hours, days] = [0, 0];
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day < to; day += DAY_MS) {
    onDay(new Date(day), new Date(to));
    await database.transaction({ ...LIMITS, readOnly: true }, async (query) => {
      await query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      const part = await partOf(query, database.schema, new Date(day));
      const { changedHours, isDayChanged } = await changesOf(query, database.schema, day);
      for (let hour = day; hour < day + DAY_MS; hour += HOUR_MS) {
        if (changedHours.has(hour)) continue;
        hours += 1;
        differences.push(...(await differencesIn(query, database.schema, HOUR_SUMS, { period: hour, part })));
      }
      if (isDayChanged || changedHours.size > 0) return;
      days += 1;
      for (const table of DAY_SUMS)
        differences.push(...(await differencesIn(query, database.schema, table, { period: day, part })));
    });
  }
  return { hours, days, differences };
}

/**
 * Makes wrong sums again from the rows. Where there are fewer rows than sums tell of, rows are gone: those sums are history, and stay.
 * @returns how many differences it saw to.
 */
export async function repairSums(database: LlmDatabase, differences: readonly SumsDifference[]): Promise<number> {
  const wrong = differences.filter(({ callsInSums, callsInRows }) => callsInRows >= callsInSums);
  const hours = new Set(wrong.map(({ period }) => period.getTime()));
  await database.transaction(LIMITS, (query) => noteChangedHours(query, database.schema, hours));
  await refreshSums(database, { eager: true });
  return wrong.length;
}

async function changesOf(
  query: Query,
  schema: string | undefined,
  day: number,
): Promise<{ changedHours: Set<number>; isDayChanged: boolean }> {
  const within = [new Date(day), new Date(day + DAY_MS)];
  const hours = await query<{ hour: Date }>(
    `SELECT DISTINCT hour FROM ${tableName(schema, 'llm_changed_hours')} WHERE hour >= $1 AND hour < $2`,
    within,
  );
  const days = await query(`SELECT 1 FROM ${tableName(schema, 'llm_changed_days')} WHERE day = $1 LIMIT 1`, [
    within[0],
  ]);
  return { changedHours: new Set(hours.map(({ hour }) => hour.getTime())), isDayChanged: days.length > 0 };
}

async function differencesIn(
  query: Query,
  schema: string | undefined,
  table: SumTable,
  { period, part }: { period: number; part: number },
): Promise<SumsDifference[]> {
  const end = period + (table.period === 'hour' ? HOUR_MS : DAY_MS);
  const columns = sumColumns(table);
  const [row] = await query<{ differing: string; in_sums: string; in_rows: string }>(
    `WITH made (${columns}) AS MATERIALIZED (${sumsOfCallsSql(schema, table)}),
stored AS MATERIALIZED (SELECT ${columns} FROM ${tableName(schema, table.name)} WHERE ${table.period} = $1 AND part = $2)
SELECT (SELECT count(*) FROM ((SELECT * FROM made EXCEPT ALL SELECT * FROM stored) UNION ALL (SELECT * FROM stored EXCEPT ALL SELECT * FROM made)) AS d) AS differing,
  (SELECT coalesce(sum(calls), 0) FROM stored) AS in_sums, (SELECT coalesce(sum(calls), 0) FROM made) AS in_rows`,
    [new Date(period), part, callIdBound(new Date(period)), callIdBound(new Date(end))],
  );
  const { differing, in_sums: inSums, in_rows: inRows } = row!;
  if (differing === '0') return [];
  return [{ table: table.name, period: new Date(period), callsInSums: Number(inSums), callsInRows: Number(inRows) }];
}

async function timeOfAll(database: LlmDatabase): Promise<TimeRange> {
  const calls = tableName(database.schema, 'llm_calls');
  const timeOf = (id: string) =>
    `to_timestamp(('x' || left(replace(${id}::text, '-', ''), 12))::bit(48)::bigint / 1000.0)`;
  const [row] = await database.query<{ first: Date | null; last: Date | null }>(
    `SELECT least((SELECT min(hour) FROM ${tableName(database.schema, 'llm_hour_sums')}), ${timeOf(`(SELECT id FROM ${calls} ORDER BY id LIMIT 1)`)}) AS first,
  greatest((SELECT max(hour) FROM ${tableName(database.schema, 'llm_hour_sums')}), ${timeOf(`(SELECT id FROM ${calls} ORDER BY id DESC LIMIT 1)`)}) AS last`,
  );
  const { first, last } = row!;
  return first === null || last === null ? { from: 0, to: 0 } : { from: first.getTime(), to: last.getTime() + 1 };
}
