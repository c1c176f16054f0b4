import { SUM_TABLES } from '../../rollups/schema/tables.js';
import { DAY_MS, startOf, WEEK_MS } from '../../storage/periods.js';
import { lockSums } from '../../rollups/build/build-period.js';
import { removeWindows } from '../../rollups/schema/windows.js';
import { tableName } from '../../storage/table-name.js';
import type { CallRemoval } from './call-removal.js';

const LIMITS = { statementTimeoutMs: 120_000, lockTimeoutMs: 5_000 };

/** Sums go by whole weeks, as those of a week cannot be divided. */
export async function removeSums({ transaction, schema, policy, now, report }: CallRemoval): Promise<void> {
  if (policy.sumsDays === undefined) return;
  const before = new Date(startOf(now.getTime() - policy.sumsDays * DAY_MS, WEEK_MS));
  await transaction(LIMITS, async (query) => {
    await lockSums(query, { wait: true });
    for (const { name, period } of SUM_TABLES) {
      const going = `FROM ${tableName(schema, name)} WHERE ${period} < $1`;
      const [row] = await query<{ count: string }>(
        report.dryRun
          ? `SELECT count(*) ${going}`
          : `WITH gone AS (DELETE ${going} RETURNING 1) SELECT count(*) FROM gone`,
        [before],
      );
      report.sumsRemoved += Number(row!.count);
    }
    if (report.dryRun) return;
    await removeWindows(query, schema);
    for (const name of ['llm_kept_days', 'llm_busy_users', 'llm_tag_days'])
      await query(`DELETE FROM ${tableName(schema, name)} WHERE day < $1`, [before]);
  });
}
