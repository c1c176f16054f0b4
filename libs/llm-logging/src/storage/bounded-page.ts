import type { CallRow } from './call-row.js';
import type { Query } from './query.js';

/** A page ends with the call whose texts pass this. */
export const PAGE_BYTES = 8 * 1024 * 1024;

/** The length of a text is known without reading it; that of JSON is not, as it lies compressed. */
const BYTES = [
  ...['prompt', 'system_prompt', 'response', 'error_message'],
  ...['request_parameters::text', 'tool_calls::text', 'metadata::text'],
]
  .map((text) => `coalesce(octet_length(${text}), 0)`)
  .join(' + ');

export interface BoundedRows {
  readonly rows: readonly CallRow[];
  /** There were more, beyond the bound. */
  readonly isCut: boolean;
}

interface Bounds {
  readonly selection: string;
  readonly order: 'ASC' | 'DESC';
  /** Of texts, about; at least one call is read. Default: no bound. */
  readonly maxBytes?: number | undefined;
}

/** Reads calls that a statement gives with all columns. What is beyond the bound does not leave the database. */
export async function readBounded(
  query: Query,
  calls: string,
  values: unknown[],
  { selection, order, maxBytes }: Bounds,
): Promise<BoundedRows> {
  if (maxBytes === undefined)
    return {
      rows: await query(`SELECT ${selection} FROM (${calls}) AS calls ORDER BY id ${order}`, values),
      isCut: false,
    };
  const found = await query<CallRow & { matching: string }>(
    `SELECT ${selection}, matching FROM (
  SELECT *, count(*) OVER () AS matching, sum(bytes) OVER (ORDER BY id ${order} ROWS UNBOUNDED PRECEDING) - bytes AS bytes_before
  FROM (SELECT *, ${BYTES} AS bytes FROM (${calls}) AS calls) AS page
) AS measured WHERE bytes_before < ${maxBytes} ORDER BY id ${order}`,
    values,
  );
  const isCut = Number(found[0]?.matching ?? 0) > found.length;
  return { rows: found.map(({ matching: _, ...row }) => row as CallRow), isCut };
}
