import { CALL_SELECTION, type CallRow } from './call-row.js';

/** A page ends with the call whose texts pass this. */
const PAGE_BYTES = 8 * 1024 * 1024;

/** The length of a text is known without reading it; that of JSON is not, as it lies compressed. */
const BYTES = [
  ...['prompt', 'system_prompt', 'response', 'error_message'],
  ...['request_parameters::text', 'tool_calls::text', 'metadata::text'],
]
  .map((text) => `coalesce(octet_length(${text}), 0)`)
  .join(' + ');

/** `matching`: calls that there would be without the bound. */
export type BoundedRow = CallRow & { matching: string };

/** So many of the calls that match, or fewer where their texts are long. What is beyond the bound does not leave the database. */
export function boundedPageSql(calls: string, where: string, order: 'ASC' | 'DESC', limit: number): string {
  return `SELECT ${CALL_SELECTION}, matching FROM (
  SELECT *, count(*) OVER () AS matching, sum(bytes) OVER (ORDER BY id ${order} ROWS UNBOUNDED PRECEDING) - bytes AS bytes_before
  FROM (SELECT *, ${BYTES} AS bytes FROM ${calls} WHERE ${where} ORDER BY id ${order} LIMIT ${limit}) AS page
) AS measured WHERE bytes_before < ${PAGE_BYTES} ORDER BY id ${order}`;
}
