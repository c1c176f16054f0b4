import { callIdBound } from 'llm-exchange/call';
import { listPartitions } from './list-partitions.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import { SEARCHED_TEXT } from '../filters/text-search.js';

/** Calls come late by as much and are still cheap to store. */
const GRACE_MS = 3_600_000;

/** A partition that can have a search index, with one that it has. */
interface SearchedPartition {
  readonly name: string;
  readonly index: string | null;
  /** False of one whose making was interrupted. */
  readonly isValid: boolean | null;
  /** Whether ANALYZE leaves it alone. */
  readonly isUnanalysed: boolean | null;
}

/** Partitions whose time is over and that have no search index, newest first. */
export async function unindexedPartitions(query: Query, schema: string | undefined): Promise<string[]> {
  const bound = callIdBound(new Date(Date.now() - GRACE_MS));
  const rows = await searchedPartitions(query, schema);
  const past = (await listPartitions(query, schema)).filter(({ to }) => to <= bound).map(({ name }) => name);
  const isMissing = (partition: string): boolean => {
    const own = rows.filter(({ name }) => name === partition);
    return own.length > 0 && !own.some(({ isValid, isUnanalysed }) => isValid && isUnanalysed);
  };
  return past.filter(isMissing).reverse();
}

/** Makes the search index of a partition while others read and write; one that was left half made goes first. */
export async function makeSearchIndex(query: Query, schema: string | undefined, partition: string): Promise<void> {
  const indexes = async (): Promise<SearchedPartition[]> =>
    (await searchedPartitions(query, schema)).filter(({ name, index }) => name === partition && index !== null);
  for (const { index } of (await indexes()).filter(({ isValid }) => !isValid))
    await query(`DROP INDEX CONCURRENTLY IF EXISTS ${tableName(schema, index!)}`);
  if ((await indexes()).length === 0)
    await query(`CREATE INDEX CONCURRENTLY ON ${tableName(schema, partition)} USING gin ((${SEARCHED_TEXT}))`);
  // ANALYZE would read the texts of 30,000 calls and hold all their words, for numbers that change no plan.
  for (const { index } of await indexes())
    await query(`ALTER INDEX ${tableName(schema, index!)} ALTER COLUMN 1 SET STATISTICS 0`);
}

/** Whoever made the index: it is known by what it holds. */
async function searchedPartitions(query: Query, schema: string | undefined): Promise<SearchedPartition[]> {
  return query<SearchedPartition>(
    `SELECT c.relname AS name, x.relname AS index, x.indisvalid AS "isValid", x.attstattarget = 0 AS "isUnanalysed"
  FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid AND c.relkind = 'r'
  LEFT JOIN (SELECT indrelid, relname, indisvalid, coalesce(attstattarget, -1) AS attstattarget
               FROM pg_index JOIN pg_class x ON x.oid = indexrelid JOIN pg_attribute ON attrelid = indexrelid AND attnum = 1
              WHERE relam = (SELECT oid FROM pg_am WHERE amname = 'gin')
                AND pg_get_expr(indexprs, indrelid) LIKE 'to_tsvector(%translate(%') AS x ON x.indrelid = c.oid
 WHERE h.inhparent = to_regclass($1)`,
    [tableName(schema, 'llm_calls')],
  );
}
