import { callIdBound, LlmCallStatus } from 'llm-exchange/call';
import { ask } from '../storage/read-only.js';
import { conditionsOf, type LlmCallFilters } from '../storage/filters/call-filters.js';
import { CALL_SELECTION, toCall, type CallRow } from '../storage/rows/call-row.js';
import type { LlmDatabase } from '../storage/llm-database.js';
import type { LlmCall } from '../storage/rows/llm-call.entity.js';
import { tableName } from '../storage/table-name.js';

export interface CallState {
  readonly id: string;
  readonly status: LlmCallStatus;
}

/** States looked at at most: the newest. */
const MAX_STATES = 50_000;

/** States of the calls that match, among those started at `since` or later and those with one of the `ids`, in the order of their start. */
export async function findCallStates(
  database: LlmDatabase,
  filters: LlmCallFilters,
  { since, ids }: { since: Date; ids: readonly string[] },
): Promise<CallState[]> {
  const conditions = conditionsOf(filters);
  conditions.values.push(callIdBound(since), ids);
  const bound = conditions.values.length - 1;
  const states = await ask(database, (query) =>
    query<CallState>(
      `SELECT id, status FROM ${tableName(database.schema, 'llm_calls')}
WHERE ${conditions.toString()} AND (id >= $${bound} OR id = ANY ($${bound + 1})) ORDER BY id DESC LIMIT ${MAX_STATES}`,
      conditions.values,
    ),
  );
  return states.reverse();
}

/** Ids of the calls started at `since` or later that have not ended. */
export async function findOpenCalls(database: LlmDatabase, since: Date): Promise<string[]> {
  const pending = await findCallStates(database, { status: LlmCallStatus.PENDING }, { since, ids: [] });
  return pending.map(({ id }) => id);
}

/** In the order of their start. */
export async function readCalls(database: LlmDatabase, ids: readonly string[]): Promise<LlmCall[]> {
  const rows = await ask(database, (query) =>
    query<CallRow>(
      `SELECT ${CALL_SELECTION} FROM ${tableName(database.schema, 'llm_calls')} WHERE id = ANY ($1) ORDER BY id`,
      [ids],
    ),
  );
  return rows.map(toCall);
}
