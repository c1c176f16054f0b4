import type { Query } from '../../storage/query.js';
import { GROUPINGS, type GroupingName } from '../../storage/sums/groupings.js';
import { DAY_MS, startOf } from '../../storage/sums/period.js';
import { WINDOW_DAYS, WINDOW_SPENDING, type Window } from '../../storage/sums/windows.js';
import { tableName } from '../../storage/table-name.js';
import { planQuestion, stateOfSums } from '../sums/plan-question.js';
import { measuresSql, type BoundSql } from '../sums/sums-sql.js';

const { name: TABLE, groupings, measures } = WINDOW_SPENDING;

/** Makes the windows until today that are not there, of the sums of their weeks and days, once these are all made. */
export async function makeWindows(query: Query, schema: string | undefined, now: number): Promise<void> {
  const to = startOf(now, DAY_MS);
  const there = await query<{ days: number }>(`SELECT days FROM ${tableName(schema, 'llm_windows')} WHERE until = $1`, [
    new Date(to),
  ]);
  for (const days of WINDOW_DAYS.filter((each) => !there.some((window) => window.days === each)))
    await makeWindow(query, schema, { days, from: to - days * DAY_MS, to });
}

async function makeWindow(query: Query, schema: string | undefined, window: Window): Promise<void> {
  const sums = await sumsOfWindow(query, schema, window);
  if (sums === undefined) return;
  const spending = tableName(schema, TABLE);
  await query(`DELETE FROM ${spending} WHERE days = $1`, [window.days]);
  for (const { columns, sql, values } of sums)
    await query(
      `INSERT INTO ${spending} (days, ${columns}) SELECT ${window.days}, made.* FROM (${sql}) AS made`,
      values,
    );
  await query(
    `INSERT INTO ${tableName(schema, 'llm_windows')} (days, since, until) VALUES ($1, $2, $3)
ON CONFLICT (days) DO UPDATE SET since = excluded.since, until = excluded.until`,
    [window.days, new Date(window.from), new Date(window.to)],
  );
}

interface WindowSums extends BoundSql {
  readonly grouping: GroupingName;
  /** What the statement gives, in this order. */
  readonly columns: string;
}

/** What weeks and days say of a window. Undefined while some of them are to be made. */
export async function sumsOfWindow(
  query: Query,
  schema: string | undefined,
  { from, to }: Window,
): Promise<WindowSums[] | undefined> {
  const state = { ...(await stateOfSums(query, schema)), windows: [] };
  const sums: WindowSums[] = [];
  for (const grouping of groupings) {
    const { columns: groupBy } = GROUPINGS[grouping];
    const question = { time: { from, to }, filters: {}, groupBy, measures };
    const reading = await planQuestion(schema, question, false, () => Promise.resolve(state));
    if (reading.plan.rows.length > 0) return undefined;
    const { sql, values } = measuresSql(reading);
    const names = [...groupBy, ...measures].join(', ');
    sums.push({
      grouping,
      columns: `summed_by, ${names}`,
      sql: `SELECT '${grouping}', ${names} FROM (${sql}) AS sums WHERE calls > 0`,
      values,
    });
  }
  return sums;
}
