import { ask } from '../storage/read-only.js';
import { PAGE_BYTES, readBounded } from './bounded-page.js';
import { conditionsOf, type LlmCallFilters } from '../storage/filters/call-filters.js';
import { CALL_SELECTION, callSelectionWithout, toCall, type CallRow } from '../storage/rows/call-row.js';
import { TEXT_MEMBERS } from 'llm-exchange/call';
import type { LlmCall } from '../storage/rows/llm-call.entity.js';
import type { LlmDatabase } from '../storage/llm-database.js';
import { tableName } from '../storage/table-name.js';

interface BoundedTrace {
  readonly calls: readonly LlmCall[];
  /** Ids of those whose texts were left out. */
  readonly textless: ReadonlySet<string>;
}

/** The first calls of a trace in the order of their start, so many at most: with their texts until these pass the bytes of a page. */
export async function boundedTrace(
  database: LlmDatabase,
  filters: Pick<LlmCallFilters, 'traceId' | 'companyId'>,
  limit: number,
): Promise<BoundedTrace> {
  const conditions = conditionsOf(filters);
  const from = `FROM ${tableName(database.schema, 'llm_calls')} WHERE ${conditions.toString()}`;
  return ask(
    database,
    async (query) => {
      const bounds = { selection: CALL_SELECTION, order: 'id ASC', maxBytes: PAGE_BYTES } as const;
      const whole = `SELECT * ${from} ORDER BY id LIMIT ${limit}`;
      const { rows, isCut } = await readBounded(query, whole, conditions.values, bounds);
      if (!isCut) return { calls: rows.map(toCall), textless: new Set<string>() };
      const rest = await query<CallRow>(
        `SELECT ${callSelectionWithout(TEXT_MEMBERS)} ${from} AND id > $${conditions.values.length + 1} ORDER BY id LIMIT ${limit - rows.length}`,
        [...conditions.values, rows.at(-1)!.id],
      );
      return { calls: [...rows, ...rest].map(toCall), textless: new Set(rest.map(({ id }) => id)) };
    },
    { snapshot: true },
  );
}
