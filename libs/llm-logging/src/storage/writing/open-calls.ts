import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

/** Says that these calls are under way. */
export async function noteOpenCalls(query: Query, schema: string | undefined, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await query(
    `INSERT INTO ${tableName(schema, 'llm_open_calls')} (id) SELECT unnest($1::uuid[])
ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`,
    [ids],
  );
}

/** The calls that were said to be under way within the last `ms`; what was said earlier is forgotten. */
export async function openCalls(query: Query, schema: string | undefined, ms: number): Promise<string[]> {
  const table = tableName(schema, 'llm_open_calls');
  await query(`DELETE FROM ${table} WHERE seen_at < now() - $1 * interval '1 millisecond'`, [ms]);
  return (await query<{ id: string }>(`SELECT id FROM ${table}`)).map(({ id }) => id);
}
