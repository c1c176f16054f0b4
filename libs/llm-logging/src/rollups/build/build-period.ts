import { callIdBound } from 'llm-exchange/call';
import { isHalfCommitted } from '../../storage/citus/half-committed.js';
import { tableName } from '../../storage/table-name.js';
import type { PeriodBounds } from '../../storage/zoned-periods.js';
import { daysOfHour, isOfWholeHours, type Period } from '../schema/periods.js';
import {
  DAY_ERROR_ROLLUPS,
  DAY_USER_ROLLUPS,
  DAY_ROLLUPS,
  HOUR_ERROR_ROLLUPS,
  HOUR_USER_ROLLUPS,
  HOUR_ROLLUPS,
  OF_COMPANIES,
  OF_KINDS,
  WEEK_TABLES,
  type RollupTable,
} from '../schema/tables.js';
import { partOf } from '../schema/parts.js';
import type { RollupWork } from './rollup-work.js';
import { columnsOf, rollupsOfCallsSql, rollupsOfRollupsSql } from './select-calls.js';

/**
 * Makes the rollups of an hour that changed from its rows. The notes go first: a batch that commits between the two statements is counted,
 * and its note stays for another time.
 */
export async function buildHour(work: RollupWork, hour: number, now = Date.now()): Promise<void> {
  if (!(await takeNotes(work, 'hour', hour))) return;
  // Asked after the notes are taken and before the rows are read: whoever's note was taken has its rows there, or the hour stays noted.
  if (await isHalfCommitted(work.query)) await notePeriod(work, 'hour', hour);
  for (const day of daysOfHour(work.calendar, hour)) await notePeriod(work, 'day', day);
  const bounds = work.calendar.at('hour', hour);
  for (const table of tablesOfHour(work, hour, now)) await buildFromCalls(work, table, bounds);
}

/** The tables that an hour has rollups in: of users and tags, as many rows as these are, for some days only. */
export function tablesOfHour({ calendar }: Pick<RollupWork, 'calendar'>, hour: number, now: number): RollupTable[] {
  return [HOUR_ROLLUPS, HOUR_ERROR_ROLLUPS, ...(hour >= calendar.userHoursKeptSince(now) ? [HOUR_USER_ROLLUPS] : [])];
}

/** The same for a day: kinds and errors from its hours, where these are whole, and from its rows what hours do not have. */
export async function buildDay(work: RollupWork, start: number): Promise<void> {
  if (!(await takeNotes(work, 'day', start))) return;
  const day = work.calendar.at('day', start);
  // Noted before the zone changed.
  if (day.start !== start) return;
  await notePeriod(work, 'week', work.calendar.at('week', start).start);
  if (!isOfWholeHours(day)) {
    for (const table of [DAY_ROLLUPS, DAY_USER_ROLLUPS, DAY_ERROR_ROLLUPS]) await buildFromCalls(work, table, day);
    return;
  }
  const kinds = { ...DAY_ROLLUPS, groupings: OF_KINDS };
  await buildFromShorter(work, kinds, HOUR_ROLLUPS, day);
  await buildFromShorter(work, DAY_ERROR_ROLLUPS, HOUR_ERROR_ROLLUPS, day);
  for (const table of [{ ...DAY_ROLLUPS, groupings: OF_COMPANIES }, DAY_USER_ROLLUPS])
    await buildFromCalls(work, table, day);
}

/** The same for a week, from its days. */
export async function buildWeek(work: RollupWork, start: number): Promise<void> {
  if (!(await takeNotes(work, 'week', start))) return;
  const week = work.calendar.at('week', start);
  if (week.start !== start) return;
  for (const table of WEEK_TABLES) {
    await removeRollups(work, table, week.start, 0);
    await insertRollups(work, table, {
      sql: rollupsOfRollupsSql(work.schema, table.madeOf!, table, 'all parts'),
      values: [new Date(week.start), 0, new Date(week.start), new Date(week.end)],
    });
  }
}

async function buildFromCalls(work: RollupWork, table: RollupTable, { start, end }: PeriodBounds): Promise<void> {
  const part = await partOf(work, start);
  await removeRollups(work, table, start, part);
  await insertRollups(work, table, {
    sql: rollupsOfCallsSql(work.schema, table),
    values: [new Date(start), part, callIdBound(new Date(start)), callIdBound(new Date(end))],
  });
}

async function buildFromShorter(
  work: RollupWork,
  table: RollupTable,
  shorter: RollupTable,
  { start, end }: PeriodBounds,
): Promise<void> {
  const part = await partOf(work, start);
  await removeRollups(work, table, start, part);
  await insertRollups(work, table, {
    sql: rollupsOfRollupsSql(work.schema, shorter, table, 'part'),
    values: [new Date(start), part, new Date(start), new Date(end)],
  });
}

/** Adds the rows of a statement to a table. */
export async function insertRollups(
  { query, schema }: Pick<RollupWork, 'query' | 'schema'>,
  table: RollupTable,
  { sql, values }: { sql: string; values: unknown[] },
): Promise<void> {
  await query(`INSERT INTO ${tableName(schema, table.name)} (${columnsOf(table)})\n${sql}`, values);
}

async function removeRollups(
  { query, schema }: RollupWork,
  { name, period, groupings }: RollupTable,
  start: number,
  part: number,
): Promise<void> {
  await query(`DELETE FROM ${tableName(schema, name)} WHERE grouped_by = ANY ($1) AND ${period} = $2 AND part = $3`, [
    groupings,
    new Date(start),
    part,
  ]);
}

async function takeNotes({ query, schema }: RollupWork, period: Period, start: number): Promise<boolean> {
  const notes = await query(
    `WITH taken AS (DELETE FROM ${tableName(schema, `llm_changed_${period}s`)} WHERE ${period} = $1 RETURNING 1) SELECT FROM taken`,
    [new Date(start)],
  );
  return notes.length > 0;
}

/** Notes that a period has changed. */
export async function notePeriod(
  { query, schema }: Pick<RollupWork, 'query' | 'schema'>,
  period: Period,
  start: number,
): Promise<void> {
  await query(`INSERT INTO ${tableName(schema, `llm_changed_${period}s`)} (${period}) VALUES ($1)`, [new Date(start)]);
}
