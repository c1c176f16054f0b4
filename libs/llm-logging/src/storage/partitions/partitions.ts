import type { DataSource } from 'typeorm';
import { callIdBound } from 'llm-exchange/call';
import { listPartitions, type Partition } from './list-partitions.js';
import {
  MANY_CALLS,
  partitionName,
  periodFor,
  rangeAround,
  type IdRange,
  type PartitionPeriod,
} from './partition-range.js';
import { inTransaction } from '../connection/transaction.js';
import { withQueryRunner } from '../connection/with-query-runner.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

/** Key of the advisory lock that lets one instance at a time make partitions. */
const PARTITION_LOCK = '7308332045016102';
const DAY_MS = 86_400_000;
/** Nearer than this, in the past or ahead, a partition is of as much time as the volume of calls asks for; elsewhere of a month. */
const NEAR_MS = { past: 7 * DAY_MS, ahead: 35 * DAY_MS };
const LIMITS = { statementTimeoutMs: 60_000, lockTimeoutMs: 5_000 };

/**
 * Makes the partitions that are missing for calls started at these times: of a month, a week or a day, as many calls as there were
 * lately, and never over one that is there. A table like the parent is attached to it, which waits for no writer and holds none
 * up; instances that want the same take turns.
 * @returns the names of those that it made.
 */
export async function ensurePartitions(
  dataSource: DataSource,
  schema: string | undefined,
  times: readonly Date[],
): Promise<string[]> {
  return withQueryRunner(dataSource, async (queryRunner) => {
    const query: Query = (sql, values) => queryRunner.query(sql, values);
    if (missingOf(times, await listPartitions(query, schema)).length === 0) return [];
    const period = periodFor(await countLately(query, schema));
    return inTransaction(queryRunner, LIMITS, async (query) => {
      await query(`SELECT pg_advisory_xact_lock(${PARTITION_LOCK})`);
      return makeMissing(query, schema, times, period);
    });
  });
}

async function makeMissing(
  query: Query,
  schema: string | undefined,
  times: readonly Date[],
  period: PartitionPeriod,
): Promise<string[]> {
  const existing: IdRange[] = await listPartitions(query, schema);
  const made: string[] = [];
  for (const time of times) {
    if (missingOf([time], existing).length === 0) continue;
    const range = rangeAround(time, isNear(time) ? period : 'month', existing);
    const name = await freeName(query, schema, partitionName(range));
    await attach(query, schema, { ...range, name });
    made.push(name);
    existing.push(range);
    existing.sort((a, b) => (a.from < b.from ? -1 : 1));
  }
  return made;
}

/** What is older comes in one go, from a backup or another log: the volume of today says nothing of it, nor of next year. */
function isNear(time: Date): boolean {
  const ahead = time.getTime() - Date.now();
  return -NEAR_MS.past <= ahead && ahead <= NEAR_MS.ahead;
}

function missingOf(times: readonly Date[], existing: readonly IdRange[]): Date[] {
  return times.filter((time) => {
    const id = callIdBound(time);
    return !existing.some(({ from, to }) => from <= id && id < to);
  });
}

async function countLately(query: Query, schema: string | undefined): Promise<number> {
  const since = callIdBound(new Date(Date.now() - DAY_MS));
  const [row] = await query<{ calls: string }>(
    `SELECT count(*) AS calls FROM (SELECT 1 FROM ${tableName(schema, 'llm_calls')} WHERE id >= $1 LIMIT ${MANY_CALLS}) AS t`,
    [since],
  );
  return Number(row?.calls ?? 0);
}

/** Its name may be that of a partition that was detached to be kept elsewhere. */
async function freeName(query: Query, schema: string | undefined, name: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const candidate = attempt === 1 ? name : `${name}_${attempt}`;
    const [row] = await query<{ taken: string | null }>('SELECT to_regclass($1) AS taken', [
      tableName(schema, candidate),
    ]);
    if (row?.taken === null) return candidate;
  }
}

async function attach(query: Query, schema: string | undefined, { name, from, to }: Partition): Promise<void> {
  const [parent, partition] = [tableName(schema, 'llm_calls'), tableName(schema, name)];
  await query(`CREATE TABLE ${partition} (LIKE ${parent} INCLUDING ALL)`);
  await query(`ALTER TABLE ${parent} ATTACH PARTITION ${partition} FOR VALUES FROM ('${from}') TO ('${to}')`);
}
