import { ask } from '../ask.js';
import { conditionsOf, type LlmCallFilters } from '../call-filters.js';
import type { CallRow } from '../call-row.js';
import type { LlmDatabase } from '../llm-database.js';
import { tableName } from '../table-name.js';

interface WantedMatches {
  readonly filters: LlmCallFilters;
  readonly selection: string;
  /** Id of a call: those started before it. */
  readonly before?: string | undefined;
  readonly rows: number;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** For each row that it wants, a search looks through so many of the newest calls before it asks the index. */
const LOOKED_THROUGH = 40;

/**
 * The newest calls that match. PostgreSQL takes every searched word for rare, and would read each call that the index names for a
 * common one. So common words are looked for among the newest calls, and what is missing then is asked of the index.
 * @throws LlmQueryError naming the filter that is wrong, LlmQueryTimeoutError where there is too much to look through.
 */
export async function newestMatches(database: LlmDatabase, wanted: WantedMatches): Promise<CallRow[]> {
  const { selection, before, rows, signal } = wanted;
  const { search, ...others } = wanted.filters;
  const conditions = conditionsOf(others);
  if (before !== undefined) conditions.add('id < ?', before);
  const newest = (columns: string, where: string): string =>
    `SELECT ${columns} FROM ${tableName(database.schema, 'llm_calls')} WHERE ${where} ORDER BY id DESC`;
  const where = conditions.toString();
  if (search === undefined || search === null)
    return ask(database, (query) => query(`${newest(selection, where)} LIMIT ${rows}`, conditions.values), { signal });

  const values = [...conditions.values];
  const searched = conditionsOf({ search }, values).toString();
  const looked = rows * LOOKED_THROUGH;
  return ask(
    database,
    async (query) => {
      const near = await query<CallRow>(
        `SELECT ${selection} FROM (${newest('*', where)} LIMIT ${looked}) AS newest WHERE ${searched} ORDER BY id DESC LIMIT ${rows}`,
        values,
      );
      if (near.length === rows) return near;
      const [last] = await query<{ id: string }>(
        `${newest('id', where)} OFFSET ${looked - 1} LIMIT 1`,
        conditions.values,
      );
      if (last === undefined) return near;
      const far = newest(selection, `${where} AND ${searched} AND id < $${values.length + 1}`);
      return near.concat(await query<CallRow>(`${far} LIMIT ${rows - near.length}`, [...values, last.id]));
    },
    { snapshot: true, signal },
  );
}
