import { callIdBound } from 'llm-exchange/call';
import { noteChangedHours } from '../../storage/writing/changed-hours.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import type { Query } from '../../storage/query.js';
import { comparableLists } from '../schema/histogram-columns.js';
import { DAY_SPENDING, DAY_SUMS, HALF_HOUR_SUMS, SUM_TABLES, sumColumnsOf, type SumTable } from '../schema/tables.js';
import { columnsOf, isOfGroupings, sumsOfCallsSql, sumsOfSumsSql } from '../build/select-calls.js';
import { measuresOfSums } from '../schema/measures.js';
import { halfHoursOf, LENGTHS, WITHIN, type Period } from '../schema/periods.js';
import { DAY_MS, HOUR_MS, startOf } from '../../storage/periods.js';
import { tablesOfHour } from '../schema/spender-hours.js';
import { noteAround, partOf } from '../build/build-period.js';
import { tableName } from '../../storage/table-name.js';
import { refreshSums } from '../build/refresh-rollups.js';
import type { SumsDifference } from './rollups-difference.js';
import { verifyWindows } from './verify-windows.js';
import type { TimeRange } from '../plan/question.js';

const LIMITS = { statementTimeoutMs: 300_000, readOnly: true, snapshot: true };
const REPAIR_LIMITS = { statementTimeoutMs: 300_000 };

/** Tables of what is made of other sums alone, whether there are rows or not. */
const ADDED_UP = new Map(
  SUM_TABLES.filter(({ period }) => period === 'shift' || period === 'week').map(({ name, period }) => [name, period]),
);

export interface VerifiedSums {
  /** Hours and days that were compared. Those that are to be summed still are not: answers read their rows. */
  readonly hours: number;
  readonly days: number;
  readonly differences: readonly SumsDifference[];
}

/**
 * Compares the sums of each hour and day (UTC) with their rows, and those of shifts, weeks and windows with their hours and days: every count, token, cost and histogram.
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
  for (let day = startOf(from, DAY_MS); day < to; day += DAY_MS) {
    onDay(new Date(day), new Date(to));
    await database.transaction(LIMITS, async (query) => {
      const compared = comparing(query, database.schema, await partOf(query, database.schema, new Date(day)));
      const changedHours = await changesIn(query, database.schema, 'hour', day, DAY_MS);
      const changedHalves = await changesIn(query, database.schema, 'half_hour', day, DAY_MS);
      for (let hour = day; hour < day + DAY_MS; hour += HOUR_MS) {
        if (changedHours.has(hour)) continue;
        hours += 1;
        for (const table of await tablesOfHour(query, database.schema, new Date(hour)))
          differences.push(...(await compared(table, hour)));
        for (const half of halfHoursOf(hour).filter((start) => !changedHalves.has(start)))
          differences.push(...(await compared(HALF_HOUR_SUMS, half)));
      }
      const changedDays = await changesIn(query, database.schema, 'day', day, DAY_MS);
      if (changedDays.size > 0 || changedHours.size > 0) return;
      days += 1;
      for (const table of [DAY_SUMS, DAY_SPENDING]) differences.push(...(await compared(table, day)));
    });
  }
  for (const table of SUM_TABLES.filter(({ madeOf }) => madeOf !== undefined)) {
    const length = LENGTHS[table.period];
    for (let start = startOf(from, length); start < to; start += length)
      await database.transaction(LIMITS, async (query) => {
        if (start + length > Date.now()) return;
        for (const period of [table.period, ...WITHIN[table.period]])
          if ((await changesIn(query, database.schema, period, start, length)).size > 0) return;
        differences.push(...(await comparing(query, database.schema, 0)(table, start)));
      });
  }
  await database.transaction(LIMITS, async (query) => {
    differences.push(...(await verifyWindows(query, database.schema, { from, to })));
  });
  return { hours, days, differences };
}

/**
 * Makes wrong sums again from the rows, those of shifts and weeks from their hours and days. Where there are fewer rows than sums tell of,
 * rows are gone: those sums are history, and stay.
 * @returns how many differences it saw to.
 */
export async function repairSums(database: LlmDatabase, differences: readonly SumsDifference[]): Promise<number> {
  const wrong = differences.filter(
    ({ table, callsInSums, callsInRows }) => ADDED_UP.has(table) || callsInRows >= callsInSums,
  );
  await database.transaction(REPAIR_LIMITS, async (query) => {
    for (const { table, period: start } of wrong) {
      const period = ADDED_UP.get(table);
      if (period === undefined) await noteChangedHours(query, database.schema, [startOf(start.getTime(), HOUR_MS)]);
      else await noteAround(query, database.schema, period, start);
    }
  });
  await refreshSums(database, { eager: true });
  return wrong.length;
}

async function changesIn(
  query: Query,
  schema: string | undefined,
  period: Period,
  from: number,
  length: number,
): Promise<Set<number>> {
  const rows = await query<{ at: Date }>(
    `SELECT DISTINCT ${period} AS at FROM ${tableName(schema, `llm_changed_${period}s`)} WHERE ${period} >= $1 AND ${period} < $2`,
    [new Date(from), new Date(from + length)],
  );
  return new Set(rows.map(({ at }) => at.getTime()));
}

/** Sums of a period that differ from what they are made of. */
function comparing(query: Query, schema: string | undefined, part: number) {
  return async (table: SumTable, period: number): Promise<SumsDifference[]> => {
    const [start, end] = [new Date(period), new Date(period + LENGTHS[table.period])];
    const bounds = table.madeOf !== undefined ? [start, end] : [callIdBound(start), callIdBound(end)];
    const [row] = await query<{ differing: string; in_sums: string; in_rows: string }>(comparisonSql(schema, table), [
      start,
      part,
      ...bounds,
    ]);
    const { differing, in_sums: inSums, in_rows: inRows } = row!;
    if (differing === '0') return [];
    return [{ table: table.name, period: start, callsInSums: Number(inSums), callsInRows: Number(inRows) }];
  };
}

function madeSql(schema: string | undefined, table: SumTable): string {
  if (table.madeOf === undefined) return sumsOfCallsSql(schema, table);
  return sumsOfSumsSql(schema, table.madeOf, table, 'all parts');
}

function comparisonSql(schema: string | undefined, table: SumTable): string {
  const { name, period, groupings, measures, timed } = table;
  const names = ['summed_by', ...sumColumnsOf(table)].join(', ');
  const lists = timed ? comparableLists() : [];
  const groups = [names, ...lists].join(', ');
  const countIn = (where: string) =>
    `(SELECT coalesce(sum(calls), 0) FROM ${where} WHERE summed_by = '${groupings.at(0)}')`;
  return `WITH made (${columnsOf(table)}) AS MATERIALIZED (${madeSql(schema, table)}),
stored AS MATERIALIZED (SELECT * FROM ${tableName(schema, name)} WHERE ${isOfGroupings(table)} AND ${period} = $1 AND part = $2),
these AS MATERIALIZED (SELECT ${[names, ...measures, ...lists].join(', ')} FROM made),
those AS MATERIALIZED (SELECT ${names}, ${measuresOfSums(measures)}${lists.map((list) => `, ${list}`).join('')} FROM stored GROUP BY ${groups})
SELECT (SELECT count(*) FROM ((SELECT * FROM these EXCEPT ALL SELECT * FROM those) UNION ALL (SELECT * FROM those EXCEPT ALL SELECT * FROM these)) AS d) AS differing,
  ${countIn('stored')} AS in_sums, ${countIn('made')} AS in_rows`;
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
