import { HOUR_MS } from '../storage/changed-hours.js';
import type { LlmDatabase } from '../storage/llm-database.js';
import type { Query } from '../storage/query.js';
import { DAY_MS, WEEK_MS } from '../storage/sums/period.js';
import { lockSums, removeSpenderHours, sumDay, sumHour, sumWeek } from '../storage/sums/sum-hour.js';
import { tableName } from '../storage/table-name.js';

/** How long after its end an hour waits for the calls that started in it to end, so that it is mostly summed once. */
const HOUR_GRACE_MS = 3 * 60_000;
const DAY_GRACE_MS = 20 * 60_000;
const SLICE_LIMITS = { statementTimeoutMs: 120_000 };

/** What was summed. */
export interface RefreshedSums {
  readonly hours: number;
  readonly days: number;
}

export interface RefreshOptions {
  readonly now?: number;
  /** Sums what has just ended as well, and waits its turn where another instance is at it. */
  readonly eager?: boolean;
  /** Asked between two slices. */
  readonly isStopped?: () => boolean;
}

/**
 * Makes the sums of the hours, days and weeks that changed and are over, each in a short transaction of its own, with as long a pause
 * after it as it took. Ends early where another instance is at it.
 */
export async function refreshSums(
  database: LlmDatabase,
  { now = Date.now(), eager = false, isStopped = () => false }: RefreshOptions = {},
): Promise<RefreshedSums> {
  const hoursDue = new Date(now - HOUR_MS - (eager ? 0 : HOUR_GRACE_MS));
  const daysDue = new Date(now - DAY_MS - (eager ? 0 : DAY_GRACE_MS));
  const weeksDue = new Date(now - WEEK_MS - (eager ? 0 : DAY_GRACE_MS));
  const slice = async (work: (query: Query) => Promise<unknown>): Promise<boolean> => {
    if (isStopped()) return false;
    const started = performance.now();
    const alone = await database.transaction(SLICE_LIMITS, async (query) => {
      if (!(await lockSums(query, { wait: eager }))) return false;
      await work(query);
      return true;
    });
    if (!eager) await pause(performance.now() - started);
    return alone;
  };
  const isAlone = await slice(async (query) => {
    await joinNotes(query, database.schema, hoursDue);
    await removeSpenderHours(query, database.schema, now);
  });
  if (!isAlone) return { hours: 0, days: 0 };
  const hours = await changedHours(database, hoursDue);
  const hoursDone = await countWhile(hours, (hour) => slice((query) => sumHour(query, database.schema, hour)));
  const days = await changedDays(database, daysDue);
  const daysDone = await countWhile(days, (day) => slice((query) => sumDay(query, database.schema, day)));
  const weeks = await changedWeeks(database, weeksDue);
  await countWhile(weeks, (week) => slice((query) => sumWeek(query, database.schema, week)));
  return { hours: hoursDone, days: daysDone };
}

/** Hours that go on are noted with every batch; one note of each is enough. */
async function joinNotes(query: Query, schema: string | undefined, due: Date): Promise<void> {
  const notes = tableName(schema, 'llm_changed_hours');
  await query(
    `WITH gone AS (DELETE FROM ${notes} WHERE hour > $1 RETURNING hour)
INSERT INTO ${notes} (hour) SELECT DISTINCT hour FROM gone`,
    [due],
  );
}

async function changedHours(database: LlmDatabase, due: Date): Promise<Date[]> {
  const rows = await database.query<{ hour: Date }>(
    `SELECT DISTINCT hour FROM ${tableName(database.schema, 'llm_changed_hours')} WHERE hour <= $1 ORDER BY hour`,
    [due],
  );
  return rows.map(({ hour }) => hour);
}

/** A day of which hours are still to be summed has time. */
async function changedDays(database: LlmDatabase, due: Date): Promise<Date[]> {
  const rows = await database.query<{ day: Date }>(
    `SELECT DISTINCT day FROM ${tableName(database.schema, 'llm_changed_days')} AS d WHERE day <= $1 AND NOT EXISTS (
  SELECT FROM ${tableName(database.schema, 'llm_changed_hours')} AS h WHERE h.hour >= d.day AND h.hour < d.day + interval '24 hours'
) ORDER BY day`,
    [due],
  );
  return rows.map(({ day }) => day);
}

async function changedWeeks(database: LlmDatabase, due: Date): Promise<Date[]> {
  const within = (period: 'hour' | 'day'): string =>
    `NOT EXISTS (SELECT FROM ${tableName(database.schema, `llm_changed_${period}s`)} AS n WHERE n.${period} >= w.week AND n.${period} < w.week + interval '168 hours')`;
  const rows = await database.query<{ week: Date }>(
    `SELECT DISTINCT week FROM ${tableName(database.schema, 'llm_changed_weeks')} AS w
WHERE week <= $1 AND ${within('hour')} AND ${within('day')} ORDER BY week`,
    [due],
  );
  return rows.map(({ week }) => week);
}

async function countWhile<T>(items: readonly T[], done: (item: T) => Promise<boolean>): Promise<number> {
  for (const [index, item] of items.entries()) if (!(await done(item))) return index;
  return items.length;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
