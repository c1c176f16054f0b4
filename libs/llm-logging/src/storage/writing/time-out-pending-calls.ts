import { callIdBound } from 'llm-exchange/call';
import { hoursOfIds, noteChangedHours } from './changed-hours.js';
import type { Query } from '../query.js';
import { tableName } from '../table-name.js';

const BATCH = 1_000;
/** Error type of calls that ended so. */
export const PENDING_TIMEOUT = 'PendingTimeout';
const REASON = 'No outcome was reported in time (pendingTimeoutMs): its process has ended, or forgot the call.';

/**
 * Ends the calls started before a time that are still pending: their process is dead, or has forgotten them. The outcome, should it
 * come after all, replaces this one.
 * @param open the calls that are known to be under way.
 * @returns the number of calls.
 */
export async function timeOutPendingCalls(
  query: Query,
  schema: string | undefined,
  before: Date,
  open: readonly string[],
): Promise<number> {
  const calls = tableName(schema, 'llm_calls');
  let ended = 0;
  for (let batch = BATCH; batch === BATCH; ended += batch) {
    // The bound is said twice, as each lets the planner leave out partitions.
    const rows = await query<{ id: string }>(
      `WITH ended AS (
         UPDATE ${calls} SET status = 'timeout', error_type = '${PENDING_TIMEOUT}', error_message = $2
          WHERE status = 'pending' AND id < $1
            AND id IN (SELECT id FROM ${calls} WHERE status = 'pending' AND id < $1 AND id <> ALL ($3) ORDER BY id LIMIT ${BATCH})
         RETURNING id
       ) SELECT id FROM ended`,
      [callIdBound(before), REASON, open],
    );
    await noteChangedHours(query, schema, hoursOfIds(rows.map(({ id }) => id)));
    batch = rows.length;
  }
  return ended;
}
