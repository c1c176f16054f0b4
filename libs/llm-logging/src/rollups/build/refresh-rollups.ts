import type { LlmDatabase } from '../../storage/llm-database.js';
import type { Query } from '../../storage/query.js';
import { LENGTHS, WITHIN, type Period } from '../schema/periods.js';
import { removeSpenderHours } from '../schema/spender-hours.js';
import { lockSums, sumDay, sumHalfHour, sumHour, sumShift, sumWeek } from './build-period.js';
import { windowsUntil } from '../schema/windows.js';
import { tableName } from '../../storage/table-name.js';
import { makeWindow } from './make-windows.js';

/** How long after its end a period waits for the calls that started in it to end, so that it is mostly summed once. */
const GRACE_MS: Readonly<Record<Period, number>> = {
  half_hour: 3 * 60_000,
  hour: 3 * 60_000,
  shift: 3 * 60_000,
  day: 20 * 60_000,
  week: 20 * 60_000,
};
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
 * Makes the sums of the hours and their halves, shifts, days and weeks that changed and are over, and the windows until today, each in a
 * short transaction of its own, with as long a pause after it as it took. Ends early where another instance is at it.
 */
export async function refreshSums(
  database: LlmDatabase,
  { now = Date.now(), eager = false, isStopped = () => false }: RefreshOptions = {},
): Promise<RefreshedSums> {
  const dueOf = (period: Period): Date => new Date(now - LENGTHS[period] - (eager ? 0 : GRACE_MS[period]));
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
    await joinNotes(query, database.schema, dueOf('hour'));
    await removeSpenderHours(query, database.schema, now);
  });
  if (!isAlone) return { hours: 0, days: 0 };
  const each = async (period: Period, sum: (query: Query, schema: string | undefined, at: Date) => Promise<void>) =>
    countWhile(await changedPeriods(database, period, dueOf(period)), (at) =>
      slice((query) => sum(query, database.schema, at)),
    );
  const hours = await each('hour', sumHour);
  await each('half_hour', sumHalfHour);
  await each('shift', sumShift);
  const days = await each('day', sumDay);
  await each('week', sumWeek);
  for (const window of windowsUntil(now)) await slice((query) => makeWindow(query, database.schema, window));
  return { hours, days };
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

/** Those that are to be summed and over. One within which shorter ones are still to be summed has time. */
async function changedPeriods(database: LlmDatabase, period: Period, due: Date): Promise<Date[]> {
  const notes = (of: Period): string => tableName(database.schema, `llm_changed_${of}s`);
  const later = WITHIN[period].map(
    (shorter) =>
      `AND NOT EXISTS (SELECT FROM ${notes(shorter)} AS s WHERE s.${shorter} >= n.${period} AND s.${shorter} < n.${period} + interval '${LENGTHS[period]} milliseconds')`,
  );
  const rows = await database.query<{ at: Date }>(
    `SELECT DISTINCT ${period} AS at FROM ${notes(period)} AS n WHERE ${period} <= $1 ${later.join(' ')} ORDER BY 1`,
    [due],
  );
  return rows.map(({ at }) => at);
}

async function countWhile<T>(items: readonly T[], done: (item: T) => Promise<boolean>): Promise<number> {
  for (const [index, item] of items.entries()) if (!(await done(item))) return index;
  return items.length;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
