import { ask } from '../storage/read-only.js';
import { readBounded, type BoundedRows } from './bounded-page.js';
import { conditionsOf, type LlmCallFilters } from '../storage/filters/call-filters.js';
import type { LlmDatabase } from '../storage/llm-database.js';
import { tableName } from '../storage/table-name.js';

interface WantedMatches {
  readonly filters: LlmCallFilters;
  readonly selection: string;
  /** Id of a call: those started before it. */
  readonly before?: string | undefined;
  readonly rows: number;
  /** As of {@link readBounded}. */
  readonly maxBytes?: number | undefined;
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
export async function newestMatches(database: LlmDatabase, wanted: WantedMatches): Promise<BoundedRows> {
  const { selection, before, rows, maxBytes, signal } = wanted;
  const bounds = { selection, order: 'id DESC', maxBytes } as const;
  const { search, ...others } = wanted.filters;
  const conditions = conditionsOf(others);
  if (before !== undefined) conditions.add('id < ?', before);
  const newest = (columns: string, where: string): string =>
    `SELECT ${columns} FROM ${tableName(database.schema, 'llm_calls')} WHERE ${where} ORDER BY id DESC`;
  const where = conditions.toString();
  if (search === undefined || search === null)
    return ask(
      database,
      (query) => readBounded(query, `${newest('*', where)} LIMIT ${rows}`, conditions.values, bounds),
      {
        signal,
      },
    );

  const values = [...conditions.values];
  const searched = conditionsOf({ search }, values).toString();
  const looked = rows * LOOKED_THROUGH;
  return ask(
    database,
    async (query) => {
      const among = `SELECT * FROM (${newest('*', where)} LIMIT ${looked}) AS newest WHERE ${searched} ORDER BY id DESC LIMIT ${rows}`;
      const near = await readBounded(query, among, values, bounds);
      if (near.isCut || near.rows.length === rows) return near;
      const [last] = await query<{ id: string }>(
        `${newest('id', where)} OFFSET ${looked - 1} LIMIT 1`,
        conditions.values,
      );
      if (last === undefined) return near;
      const beyond = newest('*', `${where} AND ${searched} AND id < $${values.length + 1}`);
      const limited = `${beyond} LIMIT ${rows - near.rows.length}`;
      const left = maxBytes === undefined ? undefined : Math.max(maxBytes - near.bytes, 1);
      const far = await readBounded(query, limited, [...values, last.id], { ...bounds, maxBytes: left });
      return { ...far, rows: [...near.rows, ...far.rows] };
    },
    { snapshot: true, signal },
  );
}
