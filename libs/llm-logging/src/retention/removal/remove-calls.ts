import type { LlmDatabase } from '../../storage/llm-database.js';
import { callClasses, type RemovalPolicy } from './call-classes.js';
import type { CallRemoval, OnBatch, RunTransaction } from './call-removal.js';
import { dropPartitions } from './drop-partitions.js';
import { emptyReport, type LlmCleanupReport } from './removal-report.js';
import { removeInBatches } from './remove-in-batches.js';
import { removeRefused } from './remove-refused.js';
import { removeRollups } from './remove-rollups.js';

/** Key of the advisory lock that lets one instance at a time clean up. */
const CLEANUP_LOCK = '7308332045016103';

/** As {@link removeCalls}, in one instance at a time. @returns null where another is at it. */
export function removeCallsAlone(
  database: LlmDatabase,
  policy: RemovalPolicy,
  options: { dryRun: boolean; onBatch?: OnBatch },
): Promise<LlmCleanupReport | null> {
  return database.withAdvisoryLock(CLEANUP_LOCK, (transaction) =>
    removeCalls(transaction, database.schema, policy, options),
  );
}

/**
 * Removes the calls, and the texts of calls, that a policy keeps no longer: whole partitions where all calls of one go, batches
 * of rows elsewhere. Their rollups stay until their own time comes. What is under legal hold is not touched.
 * @param options.dryRun counts what would be done and changes nothing.
 */
export async function removeCalls(
  transaction: RunTransaction,
  schema: string | undefined,
  policy: RemovalPolicy,
  { dryRun = false, now = new Date(), onBatch }: { dryRun?: boolean; now?: Date; onBatch?: OnBatch } = {},
): Promise<LlmCleanupReport> {
  const classes = callClasses(policy, now);
  const removal: CallRemoval = {
    transaction,
    schema,
    policy,
    classes,
    now,
    report: emptyReport(dryRun, classes),
    onBatch,
  };
  const dropped = await dropPartitions(removal);
  await removeInBatches(removal, dropped);
  await removeRefused(removal);
  await removeRollups(removal);
  return removal.report;
}
