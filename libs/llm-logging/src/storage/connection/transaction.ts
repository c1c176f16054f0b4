import type { QueryRunner } from 'typeorm';
import { LlmDatabaseUnavailableError } from '../../errors.js';
import { isUnavailable } from './database-errors.js';
import type { GuardedClient } from './guarded-client.js';
import type { PipelineStep } from './pipeline.js';
import type { Query } from '../query.js';

/** How long one transaction may keep the database busy. */
export interface TransactionLimits {
  /** For each statement; PostgreSQL ends a longer one. */
  readonly statementTimeoutMs: number;
  /** For each lock that a statement waits for. */
  readonly lockTimeoutMs?: number;
  readonly readOnly?: boolean;
  /** All statements see the same state. */
  readonly snapshot?: boolean;
  /** What is read is little, and mostly in memory. */
  readonly readsLittle?: boolean;
}

/**
 * Runs statements on a connection, all or none of which count.
 * @throws LlmDatabaseUnavailableError while the database does not answer, and whatever PostgreSQL says against a statement.
 */
export async function inTransaction<T>(
  queryRunner: QueryRunner,
  limits: TransactionLimits,
  work: (query: Query) => Promise<T>,
): Promise<T> {
  let client: GuardedClient | undefined;
  try {
    client = await limitedClient(queryRunner, limits.statementTimeoutMs);
    await queryRunner.query(beginSql(limits));
    const result = await work((sql, values) => queryRunner.query(sql, values));
    await queryRunner.query('COMMIT');
    return result;
  } catch (error) {
    await queryRunner.query('ROLLBACK').catch(() => undefined);
    throw isUnavailable(error) ? new LlmDatabaseUnavailableError(error) : error;
  } finally {
    client?.limitStatements();
  }
}

/** The connection of a query runner, whose statements may take so long from now on, in ms. */
export async function limitedClient(queryRunner: QueryRunner, statementMs: number): Promise<GuardedClient> {
  const client = (await queryRunner.connect()) as GuardedClient;
  client.limitStatements(statementMs);
  return client;
}

/** Runs the steps of a pipeline where the connection takes no pipelines. */
export async function oneByOne(query: Query, steps: readonly PipelineStep[]): Promise<void> {
  for (const { sql, values } of steps) await query(sql, values.map(String));
}

function beginSql(limits: TransactionLimits): string {
  const { readOnly = false, snapshot = false } = limits;
  return [
    `BEGIN${snapshot ? ' ISOLATION LEVEL REPEATABLE READ' : ''}${readOnly ? ' READ ONLY' : ''}`,
    ...settingsOf(limits).map(([name, value]) => `SET LOCAL ${name} = ${value}`),
  ].join('; ');
}

/** Statements that run several times are planned once; Citus refuses generic plans of distributed statements. */
const PLAN_CACHE_MODE = `CASE WHEN current_setting('citus.shard_count', true) IS NULL THEN 'force_generic_plan' ELSE 'force_custom_plan' END`;

/** Sets the limits for the transaction of a pipeline. */
export function settingsStep(limits: TransactionLimits): PipelineStep {
  const settings = settingsOf(limits).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  return { sql: `SELECT ${settings.join(', ')}, set_config('plan_cache_mode', ${PLAN_CACHE_MODE}, true)`, values: [] };
}

/** Starting more processes takes longer than reading; a page anywhere is read about as fast as the next one. */
const READS_LITTLE: readonly [name: string, value: number][] = [
  ['max_parallel_workers_per_gather', 0],
  ['random_page_cost', 1.1],
];

function settingsOf({
  statementTimeoutMs,
  lockTimeoutMs,
  readsLittle = false,
}: TransactionLimits): [name: string, value: string | number][] {
  return [
    // Compiling a statement takes longer than running it.
    ['jit', 'off'],
    ['statement_timeout', statementTimeoutMs],
    ...(readsLittle ? READS_LITTLE : []),
    ...(lockTimeoutMs === undefined ? [] : [['lock_timeout', lockTimeoutMs] as [string, number]]),
  ];
}
