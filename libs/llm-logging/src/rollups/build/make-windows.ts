import type { Query } from '../../storage/query.js';
import { GROUPINGS, type GroupingName } from '../schema/tables.js';
import { WINDOW_SPENDING, type Window } from '../schema/windows.js';
import { tableName } from '../../storage/table-name.js';
import { planQuestion, stateOfSums } from '../plan/plan-question.js';
import { measuresSql, type BoundSql } from '../read/measures-sql.js';

const { name: TABLE, groupings, measures } = WINDOW_SPENDING;

/** Makes a window that is not there, of the sums of its weeks and days, once these are all made. */
export async function makeWindow(query: Query, schema: string | undefined, window: Window): Promise<void> {
  const windows = tableName(schema, 'llm_windows');
  const bounds = [window.days, new Date(window.from), new Date(window.to)];
  const there = await query(`SELECT FROM ${windows} WHERE days = $1 AND since = $2 AND until = $3`, bounds);
  if (there.length > 0) return;
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
    `INSERT INTO ${windows} (days, since, until) VALUES ($1, $2, $3)
ON CONFLICT (days) DO UPDATE SET since = excluded.since, until = excluded.until`,
    bounds,
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
    const reading = await planQuestion(query, schema, question, false, () => Promise.resolve(state));
    if (reading.plan.added.rows.length > 0) return undefined;
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
