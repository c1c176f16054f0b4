import { CALL_SELECTION } from './call-row.js';

/** How much one page may hold. */
export interface PageSize {
  /** Of texts, in bytes. The page ends early where its calls have more, but has one call at least. Default: no limit. */
  maxBytes?: number;
}

/** Lengths of texts are known without reading them; those of JSON are not. */
const BYTES = ['prompt', 'system_prompt', 'response', 'error_message', 'request_parameters::text', 'tool_calls::text']
  .map((text) => `coalesce(octet_length(${text}), 0)`)
  .join(' + ');

/** One page of calls, and the next one's first row for the question whether there is one: `found` counts it even where it is too much. */
export function selectPage(
  table: string,
  where: string,
  { order, limit, maxBytes = Number.MAX_SAFE_INTEGER }: PageSize & { order: 'ASC' | 'DESC'; limit: number },
): string {
  const found = `SELECT * FROM ${table} WHERE ${where} ORDER BY id ${order} LIMIT ${limit + 1}`;
  const measured = `SELECT *, count(*) OVER ()::int AS found,
  sum(${BYTES}) OVER (ORDER BY id ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM (${found}) AS calls`;
  return `SELECT ${CALL_SELECTION}, found FROM (${measured}) AS measured WHERE coalesce(before, 0) < ${maxBytes} ORDER BY id ${order}`;
}
