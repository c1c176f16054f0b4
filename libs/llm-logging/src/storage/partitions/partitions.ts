import type { DataSource, QueryRunner } from 'typeorm';
import { callIdBound } from '../../call/call-id.js';
import { listPartitions, type Partition } from './list-partitions.js';
import {
  MANY_CALLS,
  partitionName,
  periodFor,
  rangeAround,
  type IdRange,
  type PartitionPeriod,
} from './partition-range.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

/** Key of the advisory lock that lets one instance at a time make partitions. */
const PARTITION_LOCK = '7308332045016102';
const DAY_MS = 86_400_000;
const DAYS_AHEAD = 7;

/** The times that partitions are made ahead for: today and each of the next seven days. */
export function partitionsAhead(now = new Date()): Date[] {
  return Array.from({ length: DAYS_AHEAD + 1 }, (_none, days) => new Date(now.getTime() + days * DAY_MS));
}

/**
 * Makes the partitions that are missing for calls started at these times: of a month, a week or a day, as many calls as there were
 * lately, and never over one that is there. A table like the parent is attached to it, which waits for no writer and holds none
 * up; instances that want the same take turns.
 */
export async function ensurePartitions(
  dataSource: DataSource,
  schema: string | undefined,
  times: readonly Date[],
): Promise<void> {
  const queryRunner = dataSource.createQueryRunner();
  const query: Query = (sql, values) => queryRunner.query(sql, values);
  try {
    if (missingOf(times, await listPartitions(query, schema)).length === 0) return;
    const callsPerDay = await countLately(query, schema);
    await queryRunner.startTransaction();
    await query(`SELECT pg_advisory_xact_lock(${PARTITION_LOCK})`);
    await makeMissing(query, schema, times, periodFor(callsPerDay));
    await queryRunner.commitTransaction();
  } catch (error) {
    await rollBack(queryRunner);
    throw error;
  } finally {
    await queryRunner.release();
  }
}

async function rollBack(queryRunner: QueryRunner): Promise<void> {
  if (queryRunner.isTransactionActive) await queryRunner.rollbackTransaction().catch(() => undefined);
}

async function makeMissing(
  query: Query,
  schema: string | undefined,
  times: readonly Date[],
  period: PartitionPeriod,
): Promise<void> {
  const existing: IdRange[] = await listPartitions(query, schema);
  const lately = Date.now() - DAYS_AHEAD * DAY_MS;
  for (const time of times) {
    if (missingOf([time], existing).length === 0) continue;
    // What is older comes in one go, from a backup or another log: the volume of today says nothing of it.
    const range = rangeAround(time, time.getTime() < lately ? 'month' : period, existing);
    await attach(query, schema, { ...range, name: await freeName(query, schema, partitionName(range)) });
    existing.push(range);
    existing.sort((a, b) => (a.from < b.from ? -1 : 1));
  }
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
