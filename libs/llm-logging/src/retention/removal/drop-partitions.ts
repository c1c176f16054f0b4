import { callIdTime } from 'llm-exchange/call';
import { isHalfCommitted } from '../../storage/citus/half-committed.js';
import { isLocked, isNotAllowed } from '../../storage/connection/database-errors.js';
import { listPartitions, type Partition } from '../../storage/partitions/list-partitions.js';
import type { Query } from '../../storage/query.js';
import { keepRollupsOfTime } from '../../rollups/keep/keep-rollups.js';
import { tableName } from '../../storage/table-name.js';
import { bindTo, classSql, legalHoldSql, highestBound } from './call-classes.js';
import type { CallRemoval } from './call-removal.js';
import { addTo } from './removal-report.js';

/** A drop waits shortly for those who read, as writers wait behind it. */
const LIMITS = { statementTimeoutMs: 120_000, lockTimeoutMs: 2_000 };
const HOUR_MS = 3_600_000;

/** Drops the partitions all calls of which go. @returns these, also in a dry run. */
export async function dropPartitions(removal: CallRemoval): Promise<Partition[]> {
  const { transaction, schema, classes } = removal;
  const bound = highestBound(classes.map(({ removeBelow }) => removeBelow));
  if (bound === null) return [];
  const partitions = await transaction(LIMITS, (query) => listPartitions(query, schema));
  const dropped: Partition[] = [];
  for (const partition of partitions.filter((each) => each.to <= bound && isOfWholeHours(each)))
    if (await dropWhereAllGo(removal, partition)) dropped.push(partition);
  return dropped;
}

/** Rollups are kept by the hour. */
function isOfWholeHours({ from, to }: Partition): boolean {
  return [from, to].every((id) => callIdTime(id).getTime() % HOUR_MS === 0);
}

async function dropWhereAllGo(removal: CallRemoval, partition: Partition): Promise<boolean> {
  try {
    return await removal.transaction(LIMITS, (query) => drop(query, removal, partition));
  } catch (error) {
    // In use, or another role's: its calls go in batches, and the empty partition another time.
    if (isLocked(error) || isNotAllowed(error)) return false;
    throw error;
  }
}

async function drop(query: Query, removal: CallRemoval, partition: Partition): Promise<boolean> {
  const { schema, report } = removal;
  const table = tableName(schema, partition.name);
  // What is counted is what is dropped: nothing is written to it meanwhile.
  if (!report.dryRun) await query(`LOCK TABLE ${table} IN SHARE MODE`);
  if (!report.dryRun && (await isHalfCommitted(query))) return false;
  const counts = isCountedInRollups(removal) ? undefined : await countByClass(query, table, removal);
  const stays = counts?.some(({ underLegalHold, index }) => underLegalHold || !goesWhole(removal, index, partition));
  if (stays) return false;
  let kept = 0;
  if (!report.dryRun) {
    kept = await keepRollupsOfTime(query, schema, { from: callIdTime(partition.from), to: callIdTime(partition.to) });
    await query(`DROP TABLE ${table}`);
  }
  for (const { index, calls } of counts ?? [{ index: 0, calls: kept }]) addTo(report, 'removed', index, Number(calls));
  report.droppedPartitions.push(partition.name);
  return true;
}

/** Where no rule and no legal hold treats some calls otherwise: the rows need not be read. */
function isCountedInRollups({ classes, policy, report }: CallRemoval): boolean {
  return classes.length === 1 && (policy.holdTags ?? []).length === 0 && !report.dryRun;
}

function goesWhole({ classes }: Pick<CallRemoval, 'classes'>, index: number, { to }: Partition): boolean {
  const { removeBelow } = classes[index]!;
  return removeBelow !== null && to <= removeBelow;
}

function countByClass(
  query: Query,
  table: string,
  { classes, policy }: Pick<CallRemoval, 'classes' | 'policy'>,
): Promise<{ index: number; underLegalHold: boolean; calls: string }[]> {
  const values: unknown[] = [];
  const bind = bindTo(values);
  return query(
    `SELECT ${classSql(classes, bind)} AS index, ${legalHoldSql(policy.holdTags, bind)} AS "underLegalHold", count(*) AS calls FROM ${table} GROUP BY 1, 2`,
    values,
  );
}
