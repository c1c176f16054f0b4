import type { Query } from '../../storage/query.js';
import { tableName } from '../../storage/table-name.js';
import type { SumTable } from './tables.js';
import { SPENDING } from './measures.js';
import { DAY_MS, startOf } from '../../storage/periods.js';

/** Whole days (UTC) until today that what there is much of is summed for, as it is ranked for such times. */
const WINDOW_DAYS = [7, 30, 90];

/** The sums of these. */
export const WINDOW_SPENDING: Pick<SumTable, 'name' | 'groupings' | 'measures'> = {
  name: 'llm_window_spending',
  groupings: ['company', 'user', 'tag'],
  measures: SPENDING,
};

/** Times in ms since 1970. */
export interface Window {
  readonly days: number;
  readonly from: number;
  readonly to: number;
}

export function windowsUntil(now: number): Window[] {
  const to = startOf(now, DAY_MS);
  return WINDOW_DAYS.map((days) => ({ days, from: to - days * DAY_MS, to }));
}

/** Before a day's sums change, in the same transaction: windows with that day are none until they are made again. */
export async function closeWindows(query: Query, schema: string | undefined, day: Date): Promise<void> {
  await query(`DELETE FROM ${tableName(schema, 'llm_windows')} WHERE since <= $1 AND until > $1`, [day]);
}

/** Removes their sums as well, where these must not stay until they are made again. */
export async function removeWindows(query: Query, schema: string | undefined): Promise<void> {
  for (const name of ['llm_windows', WINDOW_SPENDING.name]) await query(`DELETE FROM ${tableName(schema, name)}`);
}
