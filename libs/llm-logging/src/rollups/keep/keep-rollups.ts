import { callIdBound, callIdTime } from 'llm-exchange/call';
import type { Query } from '../../storage/query.js';
import { tableName } from '../../storage/table-name.js';
import { hoursOfIds, noteChangedHours } from '../../storage/writing/changed-hours.js';
import type { PeriodBounds } from '../../storage/zoned-periods.js';
import { buildDay, buildHour, insertRollups, tablesOfHour } from '../build/build-period.js';
import { currentPartSql, REMOVED } from '../schema/parts.js';
import { beginWork, type RollupWork } from '../build/rollup-work.js';
import { rollupsOfCallsSql } from '../build/select-calls.js';
import type { TimeRange } from '../plan/question.js';
import { periodsFrom, type Period } from '../schema/periods.js';
import { DAY_ROLLUPS, DAY_TABLES, ROLLUP_TABLES, type RollupTable } from '../schema/tables.js';

/** Before calls are removed, in the same transaction: keeps their rollups. */
export async function keepRollupsOfCalls(
  query: Query,
  schema: string | undefined,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const work = await beginWork(query, schema);
  for (const period of ['hour', 'day'] as const)
    for (const [bounds, those] of idsBy(work, period, ids))
      for (const table of tablesOf(work, period, bounds.start))
        await insertRollups(work, table, {
          sql: rollupsOfCallsSql(schema, table, ' AND id = ANY ($5)'),
          values: [...removedFrom(bounds, bounds), those],
        });
  await noteChangedHours(query, schema, hoursOfIds(ids));
}

function tablesOf(work: RollupWork, period: 'hour' | 'day', start: number): readonly RollupTable[] {
  return period === 'day' ? DAY_TABLES : tablesOfHour(work, start, Date.now());
}

/** Of a period, what is removed of a time. */
function removedFrom({ start, end }: PeriodBounds, time: PeriodBounds): unknown[] {
  const ids = [Math.max(start, time.start), Math.min(end, time.end)].map((at) => callIdBound(new Date(at)));
  return [new Date(start), REMOVED, ...ids];
}

function idsBy({ calendar }: RollupWork, period: Period, ids: readonly string[]): Map<PeriodBounds, string[]> {
  const periods = new Map<number, [PeriodBounds, string[]]>();
  for (const id of ids) {
    const bounds = calendar.at(period, callIdTime(id).getTime());
    const those = periods.get(bounds.start);
    if (those === undefined) periods.set(bounds.start, [bounds, [id]]);
    else those[1].push(id);
  }
  return new Map(periods.values());
}

/**
 * Before all calls of a time of whole hours are removed, in the same transaction: keeps their rollups. Those of whole days stay where they
 * are, but for hours and days that were not built yet; of the days that the time cuts, calls are read.
 * @returns how many calls they are.
 */
export async function keepRollupsOfTime(
  query: Query,
  schema: string | undefined,
  time: { from: Date; to: Date },
): Promise<number> {
  const work = await beginWork(query, schema);
  const [from, to] = [time.from.getTime(), time.to.getTime()];
  for (const hour of await changed(work, 'hour', from, to)) await buildHour(work, hour);
  for (const day of await changed(work, 'day', work.calendar.at('day', from).start, to)) await buildDay(work, day);
  const days = [...periodsFrom(work.calendar, 'day', from, to)].filter(({ end }) => end <= to);
  let calls = await keepDays(work, days);
  for (const cut of outsideOf(days, { from, to })) calls += await keepCut(work, cut);
  return calls;
}

/** They become parts that are not made again. */
async function keepDays({ query, schema }: RollupWork, days: readonly PeriodBounds[]): Promise<number> {
  if (days.length === 0) return 0;
  const rollups = tableName(schema, DAY_ROLLUPS.name);
  const [going] = await query<{ calls: string }>(
    `SELECT coalesce(sum(s.calls), 0) AS calls FROM ${rollups} AS s
WHERE s.grouped_by = 'all' AND s.day >= $1 AND s.day < $2 AND s.part = ${currentPartSql(schema, 's.day')}`,
    [new Date(days[0]!.start), new Date(days.at(-1)!.end)],
  );
  await query(
    `INSERT INTO ${tableName(schema, 'llm_kept_days')} AS kept (day, until, part)
SELECT day, until, 1 FROM unnest($1::timestamptz[], $2::timestamptz[]) AS days (day, until)
WHERE EXISTS (SELECT FROM ${rollups} AS s WHERE s.grouped_by = 'all' AND s.day = days.day)
ON CONFLICT (day) DO UPDATE SET part = kept.part + 1`,
    [days.map(({ start }) => new Date(start)), days.map(({ end }) => new Date(end))],
  );
  return Number(going!.calls);
}

/** Hours that begin in a whole day were kept with it. */
async function keepCut(work: RollupWork, { from, to }: TimeRange): Promise<number> {
  const { query, schema, calendar } = work;
  const cut = { start: from, end: to };
  const keep = async (table: RollupTable, values: unknown[]): Promise<void> =>
    insertRollups(work, table, { sql: rollupsOfCallsSql(schema, table), values });
  for (let day = calendar.at('day', from); day.start < to; day = calendar.at('day', day.end))
    for (const table of DAY_TABLES) await keep(table, removedFrom(day, cut));
  const hours = [...periodsFrom(calendar, 'hour', from, to)];
  for (const hour of hours)
    for (const table of tablesOfHour(work, hour.start, Date.now())) await keep(table, removedFrom(hour, hour));
  await noteChangedHours(
    query,
    schema,
    hours.map(({ start }) => start),
  );
  const [row] = await query<{ calls: string }>(
    `SELECT count(*) AS calls FROM ${tableName(schema, 'llm_calls')} WHERE id >= $1 AND id < $2`,
    [callIdBound(new Date(from)), callIdBound(new Date(to))],
  );
  return Number(row!.calls);
}

function outsideOf(days: readonly PeriodBounds[], { from, to }: TimeRange): TimeRange[] {
  const [first, last] = [days[0]?.start ?? to, days.at(-1)?.end ?? to];
  return [
    { from, to: first },
    { from: last, to },
  ].filter((range) => range.from < range.to);
}

/** A person's rollups, or those with one company, stay without the person. */
export async function forgetUserInRollups(
  query: Query,
  schema: string | undefined,
  userId: string,
  companyId?: string,
): Promise<void> {
  await beginWork(query, schema);
  for (const { name } of ROLLUP_TABLES.filter(({ groupings }) => groupings.includes('user')))
    await query(
      `UPDATE ${tableName(schema, name)} SET user_id = '' WHERE grouped_by = 'user' AND user_id = $1 AND ($2::text IS NULL OR company_id = $2)`,
      [userId, companyId ?? null],
    );
}

async function changed({ query, schema }: RollupWork, period: Period, from: number, to: number): Promise<number[]> {
  const rows = await query<{ at: Date }>(
    `SELECT DISTINCT ${period} AS at FROM ${tableName(schema, `llm_changed_${period}s`)} WHERE ${period} >= $1 AND ${period} < $2 ORDER BY 1`,
    [new Date(from), new Date(to)],
  );
  return rows.map(({ at }) => at.getTime());
}
