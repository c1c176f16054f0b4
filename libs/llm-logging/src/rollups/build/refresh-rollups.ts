import type { LlmDatabase } from '../../storage/llm-database.js';
import type { Query } from '../../storage/query.js';
import { tableName } from '../../storage/table-name.js';
import { HOUR_MS } from '../../storage/periods.js';
import { readCalendar } from '../schema/calendar.js';
import type { Period } from '../schema/periods.js';
import { HOUR_USER_ROLLUPS } from '../schema/tables.js';
import { adoptZone, type ZoneChange } from './adopt-zone.js';
import { buildDay, buildHour, buildWeek } from './build-period.js';
import { beginWork, type RollupWork } from './rollup-work.js';

/** How long after its end a period waits for the calls that started in it to end, so that it is mostly built once. */
const GRACE_MS: Readonly<Record<Period, number>> = { hour: 3 * 60_000, day: 20 * 60_000, week: 20 * 60_000 };
const SLICE_LIMITS = { statementTimeoutMs: 120_000 };

/** What was rolled up. */
export interface RefreshedRollups {
  readonly hours: number;
  readonly days: number;
}

export interface RefreshOptions {
  readonly now?: number;
  /** Builds what has just ended as well, and waits its turn where another instance is at it. */
  readonly eager?: boolean;
  /** Asked between two slices. */
  readonly isStopped?: () => boolean;
  /** In which days are to be kept from now on. Default: in the zone that they are. */
  readonly timeZone?: string;
  /** Called once it is alone at it, and days are kept in that zone. */
  readonly onBegin?: () => void;
  readonly onZoneChange?: (change: ZoneChange) => void;
}

/**
 * Builds the rollups of the hours, days and weeks that changed and are over, each in a short transaction of its own, with as long a pause
 * after it as it took. Ends early where another instance is at it.
 */
export async function refreshRollups(
  database: LlmDatabase,
  { now = Date.now(), eager = false, isStopped = () => false, ...zone }: RefreshOptions = {},
): Promise<RefreshedRollups> {
  const slice = async (build: (work: RollupWork) => Promise<unknown>): Promise<boolean> => {
    if (isStopped()) return false;
    const started = performance.now();
    const isAlone = await database.transaction(SLICE_LIMITS, async (query) => {
      const work = await beginWork(query, database.schema, { wait: eager });
      if (work === undefined) return false;
      await build(work);
      return true;
    });
    if (!eager) await pause(performance.now() - started);
    return isAlone;
  };
  const due = (period: Period): Promise<number[]> => duePeriods(database, period, now - (eager ? 0 : GRACE_MS[period]));
  const changes: ZoneChange[] = [];
  const isAlone = await slice(async (work) => {
    if (zone.timeZone !== undefined) changes.push(...(await adoptZone(work, zone.timeZone, now)));
    await joinNotes(work, now - HOUR_MS - (eager ? 0 : GRACE_MS.hour));
    await removeUserHours(work, now);
  });
  if (!isAlone) return { hours: 0, days: 0 };
  zone.onBegin?.();
  for (const change of changes) zone.onZoneChange?.(change);
  const hours = await countWhile(await due('hour'), (at) => slice((work) => buildHour(work, at, now)));
  const days = await countWhile(await due('day'), (at) => slice((work) => buildDay(work, at)));
  await countWhile(await due('week'), (at) => slice((work) => buildWeek(work, at)));
  return { hours, days };
}

/** Hours that go on are noted with every batch; one note of each is enough. */
async function joinNotes({ query, schema }: RollupWork, due: number): Promise<void> {
  const notes = tableName(schema, 'llm_changed_hours');
  await query(
    `WITH gone AS (DELETE FROM ${notes} WHERE hour > $1 RETURNING hour)
INSERT INTO ${notes} (hour) SELECT DISTINCT hour FROM gone`,
    [new Date(due)],
  );
}

async function removeUserHours({ query, schema, calendar }: RollupWork, now: number): Promise<void> {
  const { name, groupings } = HOUR_USER_ROLLUPS;
  await query(`DELETE FROM ${tableName(schema, name)} WHERE grouped_by = ANY ($1) AND hour < $2`, [
    groupings,
    new Date(calendar.userHoursKeptSince(now)),
  ]);
}

/** Those that are noted, and over by a time. One within which shorter ones are still noted has time. */
async function duePeriods(database: LlmDatabase, period: Period, until: number): Promise<number[]> {
  const query: Query = (sql, values) => database.query(sql, values);
  const calendar = await readCalendar(query, database.schema);
  const notesOf = async (of: Period): Promise<number[]> => {
    const notes = tableName(database.schema, `llm_changed_${of}s`);
    const rows = await query<{ at: Date }>(`SELECT DISTINCT ${of} AS at FROM ${notes} ORDER BY 1`);
    return rows.map(({ at }) => at.getTime());
  };
  const hours = period === 'hour' ? [] : await notesOf('hour');
  const days = period === 'week' ? await notesOf('day') : [];
  const waiting = new Set([
    ...hours.flatMap((hour) => [hour, hour + HOUR_MS - 1].map((time) => calendar.at(period, time).start)),
    ...days.map((day) => calendar.at(period, day).start),
  ]);
  const noted = await notesOf(period);
  return noted.filter((at) => calendar.at(period, at).end <= until && !waiting.has(at));
}

async function countWhile<T>(items: readonly T[], done: (item: T) => Promise<boolean>): Promise<number> {
  for (const [index, item] of items.entries()) if (!(await done(item))) return index;
  return items.length;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
