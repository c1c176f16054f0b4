import { callIdBound } from '../call/call-id.js';
import { listPartitions } from './partitions.js';
import type { Query } from './query.js';
import { tableName } from './table-name.js';

const DELETE_BATCH = 10_000;

/** Removes the calls started before a time: whole partitions where all are, batches of rows elsewhere. @returns the number of calls removed. */
export async function removeOldCalls(query: Query, schema: string | undefined, before: Date): Promise<number> {
  const calls = tableName(schema, 'llm_calls');
  const bound = callIdBound(before);
  let removed = await dropPartitions(query, schema, bound);
  for (let batch = DELETE_BATCH; batch === DELETE_BATCH; removed += batch)
    batch = await deleteBatch(query, calls, bound);
  await query(`DELETE FROM ${tableName(schema, 'llm_refused_calls')} WHERE refused_at < $1`, [before]);
  return removed;
}

async function dropPartitions(query: Query, schema: string | undefined, bound: string): Promise<number> {
  let removed = 0;
  for (const { name } of (await listPartitions(query, schema)).filter(({ to }) => to <= bound)) {
    const table = tableName(schema, name);
    removed += await countOf(query, `SELECT count(*) FROM ${table}`);
    await query(`DROP TABLE ${table}`);
  }
  return removed;
}

function deleteBatch(query: Query, calls: string, bound: string): Promise<number> {
  return countOf(
    query,
    `WITH gone AS (
       DELETE FROM ${calls} WHERE id = ANY (ARRAY(SELECT id FROM ${calls} WHERE id < $1 ORDER BY id LIMIT ${DELETE_BATCH}))
       RETURNING 1
     ) SELECT count(*) FROM gone`,
    [bound],
  );
}

async function countOf(query: Query, sql: string, values: unknown[] = []): Promise<number> {
  const [row] = await query<{ count: string }>(sql, values);
  return Number(row?.count ?? 0);
}
