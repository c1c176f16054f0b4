import { tableName } from '../../storage/table-name.js';
import { noteChangedHours } from '../../storage/writing/changed-hours.js';
import { HOUR_MS } from '../../storage/periods.js';
import { writeZone } from '../schema/calendar.js';
import { Calendar, daysOfHour, periodsFrom, RECENT_MS } from '../schema/periods.js';
import { HOUR_ROLLUPS, ROLLUP_TABLES } from '../schema/tables.js';
import { notePeriod } from './build-period.js';
import type { RollupWork } from './rollup-work.js';

/** A change of the zone in which days are kept. */
export interface ZoneChange {
  readonly from: string;
  readonly to: string;
  /** Days before it keep their zone, as calls of them are gone; 0 for none. In ms since 1970. */
  readonly since: number;
}

/**
 * Keeps days in another zone from now on, and notes those for rebuilding whose calls are all left. The earlier ones stay as they are.
 * @returns the change, none where they are kept in this zone already.
 */
export async function adoptZone(work: RollupWork, timeZone: string, now: number): Promise<ZoneChange[]> {
  const { query, schema, calendar } = work;
  if (calendar.timeZone === timeZone) return [];
  const since = await endOfRemoved(work);
  await writeZone(query, schema, { since, timeZone });
  const earlier = calendar.zones.filter((zone) => zone.since < since);
  const changed = new Calendar([...earlier, { since, timeZone }]);
  for (const { name, period } of ROLLUP_TABLES.filter((table) => table.period !== 'hour'))
    await query(`DELETE FROM ${tableName(schema, name)} WHERE ${period} >= $1`, [new Date(since)]);
  for (const period of ['day', 'week'])
    await query(`DELETE FROM ${tableName(schema, `llm_changed_${period}s`)} WHERE ${period} >= $1`, [new Date(since)]);
  for (const day of await daysWithCalls(work, changed, since)) await notePeriod(work, 'day', day);
  // The week that the change cuts has lost some of its days.
  if (since > 0) await notePeriod(work, 'week', changed.at('week', since - 1).start);
  const recent = [...periodsFrom(changed, 'hour', now - RECENT_MS, now)];
  await noteChangedHours(
    query,
    schema,
    recent.map(({ start }) => start),
  );
  return [{ from: calendar.timeZone, to: timeZone, since }];
}

/** Where the last day ends that calls are gone of. */
async function endOfRemoved({ query, schema, calendar }: RollupWork): Promise<number> {
  const [row] = await query<{ last: Date | null }>(
    `SELECT greatest((SELECT max(day) FROM ${tableName(schema, 'llm_kept_days')}),
  (SELECT max(day) FROM ${tableName(schema, 'llm_day_rollups')} WHERE grouped_by = 'all' AND part < 0)) AS last`,
  );
  const { last } = row!;
  return last === null ? 0 : calendar.at('day', last.getTime()).end;
}

async function daysWithCalls({ query, schema }: RollupWork, calendar: Calendar, since: number): Promise<Set<number>> {
  const hours = await query<{ hour: Date }>(
    `SELECT DISTINCT hour FROM ${tableName(schema, HOUR_ROLLUPS.name)} WHERE grouped_by = 'all' AND hour >= $1`,
    [new Date(since - HOUR_MS)],
  );
  const days = hours.flatMap(({ hour }) => daysOfHour(calendar, hour.getTime()));
  return new Set(days.filter((day) => day >= since));
}
