import { callIdTime } from 'llm-exchange/call';
import { ERROR_TEXT } from '../../rollups/schema/error-kind.js';
import { FAILED_STATUSES } from '../../rollups/schema/measures.js';
import { tableName } from '../../storage/table-name.js';
import type { Scope } from '../question/stats-filters.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';

/** Errors that differ only in numbers, ids, addresses and quoted texts are one; those of another code are another. */
export interface ErrorMessage {
  /** With `…` in place of what differs; null where the last of these calls is no longer stored. */
  message: string | null;
  calls: number;
  errorType: string | null;
  errorCode: string | null;
  /** When the last of these calls started. */
  lastAt: Date;
  /** That call. */
  lastCallId: string;
}

/** The most frequent errors, most frequent first. */
export async function errorMessages(
  reader: RollupReader,
  { time, filters }: Scope,
  limit: number,
): Promise<ErrorMessage[]> {
  const status = FAILED_STATUSES.filter(
    (each) => filters.status === undefined || [filters.status].flat().includes(each),
  );
  if (limit === 0 || status.length === 0) return [];
  const kinds = await reader.measures({
    time,
    filters: { ...filters, status },
    groupBy: ['error_kind'],
    measures: ['calls', 'last_call'],
    top: { by: 'calls', limit },
  });
  const texts = await textsOf(
    reader,
    kinds.map(({ last_call: id }) => String(id)),
  );
  return kinds.map(({ calls, last_call: last }) => {
    const lastCallId = String(last);
    const text = texts.get(lastCallId);
    return {
      message: text === undefined ? null : text.message.replace(/\s+/g, ' ').trim(),
      calls: Number(calls),
      errorType: text?.errorType ?? null,
      errorCode: text?.errorCode ?? null,
      lastAt: callIdTime(lastCallId),
      lastCallId,
    };
  });
}

type ErrorText = Pick<ErrorMessage, 'errorType' | 'errorCode'> & { id: string; message: string };

async function textsOf({ query, schema }: RollupReader, ids: readonly string[]): Promise<Map<string, ErrorText>> {
  if (ids.length === 0) return new Map();
  const rows = await query<ErrorText>(
    `SELECT id, ${ERROR_TEXT} AS message, error_type AS "errorType", error_code AS "errorCode" FROM ${tableName(schema, 'llm_calls')}
WHERE id = ANY ($1)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
