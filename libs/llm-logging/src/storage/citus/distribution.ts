import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

/** How `llm_calls` lies on a cluster. */
export interface Distribution {
  /** Of each partition. */
  readonly shards: number;
  readonly workers: number;
}

/** Undefined where `llm_calls` lies on one server. Statements on it run on both. */
export async function distributionOf(query: Query, schema: string | undefined): Promise<Distribution | undefined> {
  const [made] = await query<{ citus: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS citus`,
  );
  if (!made!.citus) return undefined;
  const [row] = await query<{ shards: string; workers: string }>(
    `SELECT count(*) AS shards, count(DISTINCT p.groupid) AS workers
FROM pg_dist_shard AS s JOIN pg_dist_placement AS p USING (shardid) WHERE s.logicalrelid = to_regclass($1)`,
    [tableName(schema, 'llm_calls')],
  );
  return row!.shards === '0' ? undefined : { shards: Number(row!.shards), workers: Number(row!.workers) };
}
