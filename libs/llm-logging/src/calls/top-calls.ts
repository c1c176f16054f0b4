import type { LlmCall } from '../storage/rows/llm-call.entity.js';
import type { LlmDatabase } from '../storage/llm-database.js';
import { tableName } from '../storage/table-name.js';
import { ask } from '../storage/read-only.js';
import { conditionsOf, type LlmCallFilters } from '../storage/filters/call-filters.js';
import { callSelectionWithout, toCall, type CallRow } from '../storage/rows/call-row.js';
import { TEXT_MEMBERS } from 'llm-exchange/call';

/** What calls may be ranked by. */
const RANKS = { latency: 'latency_ms', cost: 'estimated_cost' } as const;

export interface TopCallsQuestion {
  readonly by: keyof typeof RANKS;
  /** With a start date: all calls of that time are looked at. */
  readonly filters: LlmCallFilters & { readonly startDate: string };
  readonly limit: number;
}

/** The slowest or dearest calls, without their texts. */
export async function topCalls(database: LlmDatabase, { by, filters, limit }: TopCallsQuestion): Promise<LlmCall[]> {
  const conditions = conditionsOf({ kind: 'call', ...filters }).and(`${RANKS[by]} IS NOT NULL`);
  const rows = await ask(database, (query) =>
    query<CallRow>(
      `SELECT ${callSelectionWithout(TEXT_MEMBERS)} FROM ${tableName(database.schema, 'llm_calls')}
WHERE ${conditions.toString()} ORDER BY ${RANKS[by]} DESC, id DESC LIMIT ${limit}`,
      conditions.values,
    ),
  );
  return rows.map(toCall);
}
