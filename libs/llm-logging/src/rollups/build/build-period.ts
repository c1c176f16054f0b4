import { callIdBound } from 'llm-exchange/call';
import { isHalfCommitted } from '../../storage/citus/half-committed.js';
import type { Query } from '../../storage/query.js';
import { tableName } from '../../storage/table-name.js';
import {
  DAY_ERRORS,
  DAY_SPENDING,
  DAY_SUMS,
  HALF_HOUR_SUMS,
  HOUR_SUMS,
  OF_COMPANIES,
  OF_KINDS,
  SHIFT_SPENDING,
  SHIFT_SUMS,
  WEEK_ERRORS,
  WEEK_SPENDING,
  WEEK_SUMS,
  type SumTable,
} from '../schema/tables.js';
import { columnsOf, sumsOfCallsSql, sumsOfSumsSql } from './select-calls.js';
import { halfHoursOf, LENGTHS, type Period } from '../schema/periods.js';
import { DAY_MS, startOf } from '../../storage/periods.js';
import { chooseHours, spendersSince, tablesOfHour } from '../schema/spender-hours.js';
import { closeWindows } from '../schema/windows.js';

/** Key of the advisory lock under which sums are made. */
const SUMS_LOCK = '7308332045016104';

/**
 * So that groups are found by hash in one pass: PostgreSQL takes histograms for larger than they are, and would sort the calls once for each
 * grouping. The memory is a bound, of which a few MB are used.
 */
const GROUPING_SETTINGS = { enable_sort: 'off', work_mem: '256MB' };

/** Lets one transaction at a time make sums: waits for the other, or with `wait: false` says whether it is alone. */
export async function lockSums(query: Query, { wait }: { wait: boolean }): Promise<boolean> {
  const settings = Object.entries(GROUPING_SETTINGS).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  await query(`SELECT ${settings.join(', ')}`);
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
  if (!(await takeNotes(query, schema, 'hour', hour))) return;
  // Asked after the notes are taken and before the rows are read: whoever's note was taken has its rows there, or the hour stays noted.
  if (await isHalfCommitted(query)) await noteAround(query, schema, 'hour', hour);
  for (const half of halfHoursOf(hour.getTime())) await noteAround(query, schema, 'half_hour', new Date(half));
  await noteAround(query, schema, 'shift', hour);
  await noteAround(query, schema, 'day', hour);
  for (const table of await tablesOfHour(query, schema, hour)) await sumCalls(query, schema, table, hour);
}

/** The same for half an hour. */
export async function sumHalfHour(query: Query, schema: string | undefined, half: Date): Promise<void> {
  if (!(await takeNotes(query, schema, 'half_hour', half))) return;
  await sumCalls(query, schema, HALF_HOUR_SUMS, half);
}

async function sumCalls(query: Query, schema: string | undefined, table: SumTable, start: Date): Promise<void> {
  const part = await partOf(query, schema, new Date(startOf(start.getTime(), DAY_MS)));
  const end = new Date(start.getTime() + LENGTHS[table.period]);
  await removeSums(query, schema, table, { period: start, part });
  await insertSums(query, schema, table, {
    sql: sumsOfCallsSql(schema, table),
    values: [start, part, callIdBound(start), callIdBound(end)],
  });
}

/** The same for a shift, from its hours. */
export async function sumShift(query: Query, schema: string | undefined, shift: Date): Promise<void> {
  if (!(await takeNotes(query, schema, 'shift', shift))) return;
  for (const table of [SHIFT_SUMS, SHIFT_SPENDING]) await addUp(query, schema, table, shift);
}

/** The same for a day: from its hours, and from its rows what hours do not have. */
export async function sumDay(query: Query, schema: string | undefined, day: Date): Promise<void> {
  if (!(await takeNotes(query, schema, 'day', day))) return;
  await noteAround(query, schema, 'week', day);
  await closeWindows(query, schema, day);
  const part = await partOf(query, schema, day);
  const end = new Date(day.getTime() + DAY_MS);
  for (const table of [DAY_SUMS, DAY_SPENDING]) await removeSums(query, schema, table, { period: day, part });
  const kinds = { ...DAY_SUMS, groupings: OF_KINDS };
  await insertSums(query, schema, kinds, {
    sql: sumsOfSumsSql(schema, HOUR_SUMS, kinds, 'part'),
    values: [day, part, day, end],
  });
  for (const table of [{ ...DAY_SUMS, groupings: OF_COMPANIES }, DAY_SPENDING])
    await insertSums(query, schema, table, {
      sql: sumsOfCallsSql(schema, table),
      values: [day, part, callIdBound(day), callIdBound(end)],
    });
  await addUp(query, schema, DAY_ERRORS, day);
  const chosen = await chooseHours(query, schema, day);
  if (chosen.length > 0 && day < (await spendersSince(query, schema))) await sumHours(query, schema, chosen, day);
}

/** Of a day that was first summed when it was too old for hours of all users and tags. */
async function sumHours(
  query: Query,
  schema: string | undefined,
  tables: readonly SumTable[],
  day: Date,
): Promise<void> {
  for (const table of tables)
    for (const hour of startsWithin(day, LENGTHS.hour)) await sumCalls(query, schema, table, hour);
  for (const shift of startsWithin(day, LENGTHS.shift)) await addUp(query, schema, SHIFT_SPENDING, shift);
}

function startsWithin(day: Date, length: number): Date[] {
  return Array.from({ length: DAY_MS / length }, (_none, n) => new Date(day.getTime() + n * length));
}

/** The same for a week, from its days. */
export async function sumWeek(query: Query, schema: string | undefined, week: Date): Promise<void> {
  if (!(await takeNotes(query, schema, 'week', week))) return;
  for (const table of [WEEK_SUMS, WEEK_SPENDING, WEEK_ERRORS]) await addUp(query, schema, table, week);
}

async function addUp(query: Query, schema: string | undefined, table: SumTable, start: Date): Promise<void> {
  await removeSums(query, schema, table, { period: start, part: 0 });
  await insertSums(query, schema, table, {
    sql: sumsOfSumsSql(schema, table.madeOf!, table, 'all parts'),
    values: [start, 0, start, new Date(start.getTime() + LENGTHS[table.period])],
  });
}

/** Adds the rows of a statement to a table. */
export async function insertSums(
  query: Query,
  schema: string | undefined,
  table: SumTable,
  { sql, values }: { sql: string; values: unknown[] },
): Promise<void> {
  await query(`INSERT INTO ${tableName(schema, table.name)} (${columnsOf(table)})\n${sql}`, values);
}

async function removeSums(
  query: Query,
  schema: string | undefined,
  { name, period: column, groupings }: SumTable,
  { period, part }: { period: Date; part: number },
): Promise<void> {
  await query(`DELETE FROM ${tableName(schema, name)} WHERE summed_by = ANY ($1) AND ${column} = $2 AND part = $3`, [
    groupings,
    period,
    part,
  ]);
}

async function takeNotes(query: Query, schema: string | undefined, period: Period, at: Date): Promise<boolean> {
  const notes = await query(
    `WITH taken AS (DELETE FROM ${tableName(schema, `llm_changed_${period}s`)} WHERE ${period} = $1 RETURNING 1) SELECT FROM taken`,
    [at],
  );
  return notes.length > 0;
}

/** Notes that the longer period around a time has changed. @returns its start. */
export async function noteAround(query: Query, schema: string | undefined, period: Period, time: Date): Promise<Date> {
  const start = new Date(startOf(time.getTime(), LENGTHS[period]));
  await query(`INSERT INTO ${tableName(schema, `llm_changed_${period}s`)} (${period}) VALUES ($1)`, [start]);
  return start;
}

/** The number of the part that is made of the rows that there are. */
export async function partOf(query: Query, schema: string | undefined, day: Date): Promise<number> {
  const [kept] = await query<{ part: number }>(
    `SELECT part FROM ${tableName(schema, 'llm_kept_days')} WHERE day = $1`,
    [day],
  );
  return kept?.part ?? 0;
}
