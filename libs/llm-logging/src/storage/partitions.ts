import type { DataSource, QueryRunner } from 'typeorm';
import { callIdBound } from '../call/call-id.js';
import type { Query } from './query.js';
import { tableName } from './table-name.js';

/** Key of the advisory lock that lets one instance at a time make partitions. */
const PARTITION_LOCK = '7308332045016102';

/** One partition of `llm_calls`: the ids in `[from, to)`. */
export interface Partition {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** The partition for calls started in the month of `at` (UTC). */
export function monthlyPartition(at: Date): Partition {
  const from = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
  const to = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
  return { name: `llm_calls_${day(from)}_${day(to)}`, from: callIdBound(from), to: callIdBound(to) };
}

/** The partitions of this month and the next. */
export function partitionsAhead(now = new Date()): Partition[] {
  return [monthlyPartition(now), monthlyPartition(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)))];
}

/**
 * Makes the partitions that are missing. A table like the parent is attached to it, which waits for no writer and holds none up;
 * instances that want the same take turns.
 */
export async function ensurePartitions(
  dataSource: DataSource,
  schema: string | undefined,
  wanted: readonly Partition[],
): Promise<void> {
  const queryRunner = dataSource.createQueryRunner();
  try {
    const missing = await missingOf(queryRunner, schema, wanted);
    if (missing.length === 0) return;
    await queryRunner.startTransaction();
    await queryRunner.query(`SELECT pg_advisory_xact_lock(${PARTITION_LOCK})`);
    for (const partition of await missingOf(queryRunner, schema, wanted)) await attach(queryRunner, schema, partition);
    await queryRunner.commitTransaction();
  } catch (error) {
    if (queryRunner.isTransactionActive) await queryRunner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await queryRunner.release();
  }
}

async function missingOf(
  queryRunner: QueryRunner,
  schema: string | undefined,
  wanted: readonly Partition[],
): Promise<Partition[]> {
  const names = wanted.map(({ name }) => tableName(schema, name));
  const rows = (await queryRunner.query('SELECT n FROM unnest($1::text[]) AS t(n) WHERE to_regclass(n) IS NULL', [
    names,
  ])) as { n: string }[];
  const missing = new Set(rows.map(({ n }) => n));
  return wanted.filter(({ name }) => missing.has(tableName(schema, name)));
}

async function attach(
  queryRunner: QueryRunner,
  schema: string | undefined,
  { name, from, to }: Partition,
): Promise<void> {
  const [parent, partition] = [tableName(schema, 'llm_calls'), tableName(schema, name)];
  await queryRunner.query(`CREATE TABLE ${partition} (LIKE ${parent} INCLUDING ALL)`);
  await queryRunner.query(
    `ALTER TABLE ${parent} ATTACH PARTITION ${partition} FOR VALUES FROM ('${from}') TO ('${to}')`,
  );
}

/** The partitions that there are, oldest first, whoever made them. */
export async function listPartitions(query: Query, schema: string | undefined): Promise<Partition[]> {
  const rows = await query<{ name: string; bound: string }>(
    `SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = to_regclass($1)`,
    [tableName(schema, 'llm_calls')],
  );
  return rows
    .map(({ name, bound }) => ({ name, range: /FROM \('([0-9a-f-]+)'\) TO \('([0-9a-f-]+)'\)/.exec(bound) }))
    .flatMap(({ name, range }) => (range === null ? [] : [{ name, from: range[1]!, to: range[2]! }]))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10).replaceAll('-', '');
}
