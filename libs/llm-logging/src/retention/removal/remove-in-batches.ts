import { callIdTime } from 'llm-exchange/call';
import type { Partition } from '../../storage/partitions/list-partitions.js';
import type { Query } from '../../storage/query.js';
import { keepRollupsOfCalls } from '../../rollups/keep/keep-rollups.js';
import { tableName } from '../../storage/table-name.js';
import { bindTo, classSql, legalHoldSql, highestBound, type CallClass } from './call-classes.js';
import type { CallRemoval } from './call-removal.js';
import { HAS_PAYLOAD, SET_PAYLOAD_NULL } from './erased-columns.js';
import { addTo } from './removal-report.js';

/** Calls looked at in one transaction. */
const BATCH = 5_000;
const LIMITS = { statementTimeoutMs: 60_000, lockTimeoutMs: 5_000 };
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

interface FoundCall {
  readonly id: string;
  readonly index: number;
  readonly underLegalHold: boolean;
  readonly goes: boolean;
}

/** Goes through the calls that are old enough for anything, and removes or empties those that a class says it of. */
export async function removeInBatches(removal: CallRemoval, dropped: readonly Partition[]): Promise<void> {
  const end = highestBound(removal.classes.flatMap(({ removeBelow, emptyBelow }) => [removeBelow, emptyBelow]));
  if (end === null) return;
  // In a dry run the partitions that would be gone are there.
  const skipped = removal.report.dryRun ? dropped : [];
  for (let from: string | null = LOWEST_ID; from !== null;) {
    from = await oneBatch(removal, from, end, skipped);
    if (from !== null) removal.onBatch?.(callIdTime(from), callIdTime(end));
  }
}

/** @returns where the next begins; null after the last. */
async function oneBatch(
  { transaction, schema, policy, classes, report }: CallRemoval,
  from: string,
  end: string,
  skipped: readonly Partition[],
): Promise<string | null> {
  const calls = tableName(schema, 'llm_calls');
  return transaction(LIMITS, async (query) => {
    // A call that changes between its rollups and its end makes the batch fail, and be done another time.
    await query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    const next = await startOfNext(query, calls, from, end);
    const found = (await findCalls(query, calls, { classes, policy, from, to: next ?? end })).filter(
      ({ id }) => !skipped.some((partition) => partition.from <= id && id < partition.to),
    );
    const free = found.filter(({ underLegalHold }) => !underLegalHold);
    const [going, emptying] = [free.filter(({ goes }) => goes), free.filter(({ goes }) => !goes)];
    if (!report.dryRun) {
      await remove(query, schema, idsOf(going));
      await empty(query, schema, idsOf(emptying));
    }
    for (const { index } of going) addTo(report, 'removed', index, 1);
    for (const { index } of emptying) addTo(report, 'emptied', index, 1);
    report.underLegalHold += found.length - free.length;
    return next;
  });
}

async function startOfNext(query: Query, calls: string, from: string, end: string): Promise<string | null> {
  const [row] = await query<{ id: string }>(
    `SELECT id FROM ${calls} WHERE id >= $1 AND id < $2 ORDER BY id OFFSET ${BATCH} LIMIT 1`,
    [from, end],
  );
  return row?.id ?? null;
}

function findCalls(
  query: Query,
  calls: string,
  { classes, policy, from, to }: Pick<CallRemoval, 'classes' | 'policy'> & { from: string; to: string },
): Promise<FoundCall[]> {
  const values: unknown[] = [from, to];
  const bind = bindTo(values);
  return query<FoundCall>(
    `SELECT id, index, "underLegalHold", goes FROM (
  SELECT id, index, "underLegalHold", ${boundsSql(classes, 'removeBelow')} AS goes, has_payload AND ${boundsSql(classes, 'emptyBelow')} AS empties FROM (
    SELECT id, ${classSql(classes, bind)} AS index, ${legalHoldSql(policy.holdTags, bind)} AS "underLegalHold", ${HAS_PAYLOAD} AS has_payload
      FROM ${calls} WHERE id >= $1 AND id < $2
  ) AS classed
) AS judged WHERE goes OR empties`,
    values,
  );
}

function boundsSql(classes: readonly CallClass[], bound: 'removeBelow' | 'emptyBelow'): string {
  const cases = classes.map(({ [bound]: id }, index) => `WHEN ${index} THEN ${id === null ? 'false' : `id < '${id}'`}`);
  return `CASE index ${cases.join(' ')} END`;
}

async function remove(query: Query, schema: string | undefined, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await keepRollupsOfCalls(query, schema, ids);
  await query(`DELETE FROM ${tableName(schema, 'llm_calls')} WHERE id = ANY ($1)`, [ids]);
}

async function empty(query: Query, schema: string | undefined, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await query(`UPDATE ${tableName(schema, 'llm_calls')} SET ${SET_PAYLOAD_NULL} WHERE id = ANY ($1)`, [ids]);
}

function idsOf(calls: readonly FoundCall[]): string[] {
  return calls.map(({ id }) => id);
}
