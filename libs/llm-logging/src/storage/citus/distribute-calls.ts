import { setTimeout as sleep } from 'node:timers/promises';
import { LlmLoggingError } from '../../errors.js';
import { inTransaction } from '../connection/transaction.js';
import { withQueryRunner } from '../connection/with-query-runner.js';
import type { LlmDatabase } from '../llm-database.js';
import { ensurePartitions } from '../partitions/partitions.js';
import { timesAhead } from '../partitions/times-ahead.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';
import { whileAwaited } from '../while-awaited.js';

/** Copying may take as long as it takes; locks are waited for like any migration's. */
const COPY_LIMITS = { statementTimeoutMs: 6 * 3_600_000, lockTimeoutMs: 60_000 };
const LOOK_MS = 1_000;
/** A constraint of `llm_calls` that Citus does not find on partitions it moves while others write. */
const CHECK = 'llm_calls_status_check';
const STATUSES = `CHECK (status IN ('pending', 'success', 'error', 'timeout', 'cancelled'))`;

export interface DistributeOptions {
  /** Of each partition. */
  readonly shards: number;
  /** While others write. */
  readonly concurrently: boolean;
  /** Called every second: how many calls were copied, about. */
  readonly onCopied?: (calls: number) => void;
}

/** About how many calls there are, by the statistics of the planner. */
export async function countRoughly(query: Query, schema: string | undefined): Promise<number> {
  const [row] = await query<{ calls: string }>(
    `SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint AS calls FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass($1)`,
    [tableName(schema, 'llm_calls')],
  );
  return Number(row!.calls);
}

/** Distributes `llm_calls` over the workers by the id of a call: partitions that are made later are distributed with it. */
export async function distributeCalls(
  database: LlmDatabase,
  { shards, concurrently, onCopied }: DistributeOptions,
): Promise<void> {
  const { schema } = database;
  const dataSource = await database.ready();
  // Citus moves no table without partitions.
  await ensurePartitions(dataSource, schema, timesAhead());
  const call = `'${tableName(schema, 'llm_calls')}', 'id', shard_count => ${shards}`;
  await watchingCopies(database, onCopied, () =>
    concurrently
      ? moveWhileOthersWrite(database, `SELECT create_distributed_table_concurrently(${call})`)
      : runStatement(database, `SELECT create_distributed_table(${call})`),
  );
}

/** Brings all calls back to this server. */
export async function undistributeCalls(database: LlmDatabase, onCopied?: (calls: number) => void): Promise<void> {
  await watchingCopies(database, onCopied, () =>
    runStatement(database, `SELECT undistribute_table('${tableName(database.schema, 'llm_calls')}')`),
  );
}

async function runStatement(database: LlmDatabase, sql: string): Promise<void> {
  await withQueryRunner(await database.ready(), (queryRunner) =>
    inTransaction(queryRunner, COPY_LIMITS, async (query) => {
      await query(sql);
    }),
  );
}

/** Not in a transaction, which Citus refuses. Where it is interrupted nothing was distributed, and it can be run again. */
async function moveWhileOthersWrite(database: LlmDatabase, sql: string): Promise<void> {
  const calls = tableName(database.schema, 'llm_calls');
  const moved = database.withDedicatedConnection(new AbortController().signal, async (query) => {
    await query(`SET lock_timeout = ${COPY_LIMITS.lockTimeoutMs}`);
    await query(`ALTER TABLE ${calls} DROP CONSTRAINT IF EXISTS ${CHECK}`);
    try {
      await query(sql);
    } finally {
      await query(`ALTER TABLE ${calls} ADD CONSTRAINT ${CHECK} ${STATUSES}`);
    }
  });
  await whileAwaited(moved);
}

/** What copies rows is a COPY on each worker, which counts them; the count of each begins at 0. */
async function watchingCopies(
  database: LlmDatabase,
  onCopied: ((calls: number) => void) | undefined,
  work: () => Promise<void>,
): Promise<void> {
  if (onCopied === undefined) return work();
  const ending = new AbortController();
  const watching = database.withDedicatedConnection(ending.signal, (query) => watch(query, onCopied, ending.signal));
  try {
    await work();
  } finally {
    ending.abort();
    await watching.catch(() => undefined);
  }
}

async function watch(query: Query, onCopied: (calls: number) => void, signal: AbortSignal): Promise<void> {
  let [copied, last] = [0, 0];
  while (!signal.aborted) {
    const [row] = await query<{ rows: string }>(
      `SELECT coalesce(sum(result::bigint), 0) AS rows FROM run_command_on_workers('SELECT coalesce(sum(tuples_processed), 0) FROM pg_stat_progress_copy') WHERE success`,
    );
    const now = Number(row!.rows);
    copied += now >= last ? now - last : now;
    last = now;
    onCopied(copied);
    await sleep(LOOK_MS, undefined, { signal, ref: false });
  }
}

/** @throws LlmLoggingError where there is no table to distribute. */
export async function requireTables(query: Query, schema: string | undefined): Promise<void> {
  const [row] = await query<{ found: string | null }>('SELECT to_regclass($1) AS found', [
    tableName(schema, 'llm_calls'),
  ]);
  if (row!.found === null)
    throw new LlmLoggingError('There is no table llm_calls: run `npx nestjs-llm-logging migrate` first.');
}
