import { CALL_COLUMNS, TEXT_MEMBERS } from 'llm-exchange/call';
import type { CallRow } from '../storage/rows/call-row.js';
import type { Query } from '../storage/query.js';

/** A page ends with the call whose texts pass this. */
export const PAGE_BYTES = 8 * 1024 * 1024;

/** The length of a text is known without reading it; that of JSON is not, as it lies compressed. */
const BYTES = TEXT_MEMBERS.map((member) => CALL_COLUMNS[member])
  .map(({ column, type }) => `coalesce(octet_length(${type === 'text' ? column : `${column}::text`}), 0)`)
  .join(' + ');

export interface BoundedRows {
  readonly rows: readonly CallRow[];
  /** There were more, beyond the bound. */
  readonly isCut: boolean;
  /** Of their texts; 0 where there is no bound. */
  readonly bytes: number;
}

interface Bounds {
  readonly selection: string;
  /** As `ORDER BY` takes it. */
  readonly order: string;
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
      rows: await query(`SELECT ${selection} FROM (${calls}) AS calls ORDER BY ${order}`, values),
      isCut: false,
      bytes: 0,
    };
  const found = await query<CallRow & { matching: string; bytes_read: string }>(
    `SELECT ${selection}, matching, bytes_before + bytes AS bytes_read FROM (
  SELECT *, count(*) OVER () AS matching, sum(bytes) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) - bytes AS bytes_before
  FROM (SELECT *, ${BYTES} AS bytes FROM (${calls}) AS calls) AS page
) AS measured WHERE bytes_before < ${maxBytes} ORDER BY ${order}`,
    values,
  );
  return {
    rows: found.map(({ matching: _, bytes_read: __, ...row }) => row as CallRow),
    isCut: Number(found[0]?.matching ?? 0) > found.length,
    bytes: Number(found.at(-1)?.bytes_read ?? 0),
  };
}
