import { callIdBound, PAYLOAD_MEMBERS } from 'llm-exchange/call';
import { ask } from '../../storage/read-only.js';
import { conditionsOf, type LlmCallFilters } from '../../storage/filters/call-filters.js';
import type { Conditions } from '../../storage/filters/conditions.js';
import { callSelectionWithout, toCall, type CallRow } from '../../storage/rows/call-row.js';
import type { LlmCall } from '../../storage/rows/llm-call.entity.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import { tableName } from '../../storage/table-name.js';
import { COMMIT_MS, FAR_MS } from './call-watch.js';

const SELECTION = callSelectionWithout(PAYLOAD_MEMBERS);

/** Which calls, without what is asked of pages. */
export type LiveFilters = Omit<LlmCallFilters, 'limit' | 'cursor' | 'sort' | 'order' | 'search'>;

/** Calls without what was asked and answered, oldest first. */
export interface ChangedCalls {
  readonly calls: LlmCall[];
  /** More that match, older than these. */
  readonly skipped: number;
}

/** Those of the calls with these ids that match. @throws LlmQueryError naming the filter that is wrong. */
export function readCallsOf(
  database: LlmDatabase,
  ids: readonly string[],
  filters: LiveFilters,
  limit: number,
): Promise<ChangedCalls> {
  return read(database, conditionsOf(filters).add('id = ANY (?)', ids), limit);
}

/**
 * The calls that match and became known or ended since a time, and also some from shortly before: times of rows are not those of their
 * commits.
 * @throws LlmQueryError naming the filter that is wrong.
 */
export function readCallsSince(
  database: LlmDatabase,
  since: Date,
  filters: LiveFilters,
  limit: number,
): Promise<ChangedCalls> {
  const conditions = conditionsOf(filters)
    .add('id >= ?', callIdBound(new Date(since.getTime() - FAR_MS)))
    .add('(created_at >= ? OR completed_at >= ?)', new Date(since.getTime() - COMMIT_MS));
  return read(database, conditions, limit);
}

async function read(database: LlmDatabase, conditions: Conditions, limit: number): Promise<ChangedCalls> {
  const rows = await ask(database, (query) =>
    query<CallRow & { matching: string }>(
      `SELECT ${SELECTION}, count(*) OVER () AS matching FROM ${tableName(database.schema, 'llm_calls')}
WHERE ${conditions.toString()} ORDER BY id DESC LIMIT ${limit}`,
      conditions.values,
    ),
  );
  const calls = rows.map(({ matching: _, ...row }) => toCall(row)).reverse();
  return { calls, skipped: Number(rows[0]?.matching ?? 0) - calls.length };
}
