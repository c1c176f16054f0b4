import type { IdRange } from './partition-range.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

/** One partition of `llm_calls`. */
export interface Partition extends IdRange {
  readonly name: string;
}

const BOUND = /FROM \((MINVALUE|'[0-9a-f-]+')\) TO \((MAXVALUE|'[0-9a-f-]+')\)/;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The partitions that there are, oldest first, whoever made them. */
export async function listPartitions(query: Query, schema: string | undefined): Promise<Partition[]> {
  const rows = await query<{ name: string; bound: string }>(
    `SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = to_regclass($1)`,
    [tableName(schema, 'llm_calls')],
  );
  return rows
    .map(({ name, bound }) => ({ name, range: BOUND.exec(bound) }))
    .flatMap(({ name, range }) => (range === null ? [] : [{ name, from: idOf(range[1]!), to: idOf(range[2]!) }]))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}

function idOf(bound: string): string {
  if (bound === 'MINVALUE') return LOWEST_ID;
  return bound === 'MAXVALUE' ? HIGHEST_ID : bound.slice(1, -1);
}
