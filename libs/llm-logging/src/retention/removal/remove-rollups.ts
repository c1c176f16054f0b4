import { beginWork } from '../../rollups/build/rollup-work.js';
import { ROLLUP_TABLES } from '../../rollups/schema/tables.js';
import { DAY_MS } from '../../storage/periods.js';
import { tableName } from '../../storage/table-name.js';
import type { CallRemoval } from './call-removal.js';

const LIMITS = { statementTimeoutMs: 120_000, lockTimeoutMs: 5_000 };

/** Rollups go by whole weeks, as those of a week cannot be divided. */
export async function removeRollups({ transaction, schema, policy, now, report }: CallRemoval): Promise<void> {
  if (policy.rollupDays === undefined) return;
  const days = policy.rollupDays;
  await transaction(LIMITS, async (query) => {
    const { calendar } = await beginWork(query, schema);
    const before = new Date(calendar.at('week', now.getTime() - days * DAY_MS).start);
    for (const { name, period } of ROLLUP_TABLES) {
      const going = `FROM ${tableName(schema, name)} WHERE ${period} < $1`;
      const [row] = await query<{ count: string }>(
        report.dryRun
          ? `SELECT count(*) ${going}`
          : `WITH gone AS (DELETE ${going} RETURNING 1) SELECT count(*) FROM gone`,
        [before],
      );
      report.rollupsRemoved += Number(row!.count);
    }
    if (report.dryRun) return;
    await query(`DELETE FROM ${tableName(schema, 'llm_kept_days')} WHERE day < $1`, [before]);
  });
}
