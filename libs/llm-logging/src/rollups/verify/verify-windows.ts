import type { Query } from '../../storage/query.js';
import { WINDOW_SPENDING } from '../schema/windows.js';
import { tableName } from '../../storage/table-name.js';
import type { TimeRange } from '../plan/question.js';
import { stateOfSums } from '../plan/plan-question.js';
import { sumsOfWindow } from '../build/make-windows.js';
import type { SumsDifference } from './rollups-difference.js';

/** Compares the windows that reach into a time with their weeks and days. */
export async function verifyWindows(
  query: Query,
  schema: string | undefined,
  time: TimeRange,
): Promise<SumsDifference[]> {
  const { name } = WINDOW_SPENDING;
  const differences: SumsDifference[] = [];
  const { windows } = await stateOfSums(query, schema);
  for (const window of windows.filter(({ from, to }) => from < time.to && to > time.from))
    for (const { grouping, columns, sql, values } of (await sumsOfWindow(query, schema, window)) ?? []) {
      const [row] = await query<{ differing: string; in_sums: string; in_rows: string }>(
        `WITH made (${columns}) AS MATERIALIZED (${sql}),
stored AS MATERIALIZED (SELECT ${columns} FROM ${tableName(schema, name)} WHERE summed_by = '${grouping}' AND days = ${window.days})
SELECT (SELECT count(*) FROM ((TABLE made EXCEPT ALL TABLE stored) UNION ALL (TABLE stored EXCEPT ALL TABLE made)) AS d) AS differing,
  (SELECT coalesce(sum(calls), 0) FROM stored) AS in_sums, (SELECT coalesce(sum(calls), 0) FROM made) AS in_rows`,
        values,
      );
      const { differing, in_sums: inSums, in_rows: inRows } = row!;
      if (differing === '0') continue;
      differences.push({
        table: name,
        period: new Date(window.from),
        callsInSums: Number(inSums),
        callsInRows: Number(inRows),
      });
    }
  return differences;
}
