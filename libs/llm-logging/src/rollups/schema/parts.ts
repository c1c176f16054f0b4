import type { Query } from '../../storage/query.js';
import { tableName } from '../../storage/table-name.js';

/*
 * Rollups outlive their rows. Those of a period consist of parts: the current one, of the number that `llm_kept_days` has for its day (0 where
 * it has none), is made again from the rows that there are; those of lower numbers are of rows that are gone, and stay.
 */

/** The part with calls that were removed one by one. */
export const REMOVED = -1;

/** The number of the part that is made of the rows that there are. @param time one of the day, in ms since 1970. */
export async function partOf(
  { query, schema }: { query: Query; schema: string | undefined },
  time: number,
): Promise<number> {
  const [kept] = await query<{ part: number }>(`SELECT ${currentPartSql(schema, '$1::timestamptz')} AS part`, [
    new Date(time),
  ]);
  return kept!.part;
}

/** The same as SQL. */
export function currentPartSql(schema: string | undefined, time: string): string {
  return `coalesce((SELECT CASE WHEN k.until > ${time} THEN k.part END FROM ${tableName(schema, 'llm_kept_days')} AS k
  WHERE k.day <= ${time} ORDER BY k.day DESC LIMIT 1), 0)`;
}
