import { tableName } from '../table-name.js';

/** Columns that decide where a call counts. */
const NAMES = [
  'company_id',
  'user_id',
  'session_id',
  'provider',
  'model',
  'request_model',
  'call_type',
  'environment',
] as const;

/** Members of `counted_before`, as texts: cost, whether it was unpriced, {@link NAMES}; the tags are all that follow. */
const TAGS_FROM = 3 + NAMES.length;

/** SQL that is true for an answered call without a price, as statistics count them. */
function isUnpriced(row: string): string {
  return `(${row}estimated_cost IS NULL AND (${row}total_tokens IS NOT NULL OR (${row}status = 'success' AND ${row}model <> '')))`;
}

/** Whether a row counts at all: one that cost something, or was answered. */
function counts(row: string): string {
  return `(${row}kind = 'call' AND (${row}estimated_cost IS NOT NULL OR ${isUnpriced(row)}))`;
}

/**
 * What a row of `llm_calls` counted, before it is written again: to be set in the statement that does so. An array, since what makes
 * JSON is not immutable, which Citus asks of what a conflict sets.
 */
export function countedBeforeSql(row: string): string {
  const members = NAMES.map((name) => `${row}.${name}`).join(', ');
  const parts = `ARRAY[${row}.estimated_cost::text, (${isUnpriced(`${row}.`)})::text, ${members}]::text[]`;
  return `CASE WHEN ${counts(`${row}.`)} THEN ${parts} || ${row}.tags END`;
}

/** What rows count (`sign` 1) and, where they were `rewritten`, what they counted before (-1). `where` selects the rows. */
export function partsSql(schema: string | undefined, where: string, rewritten: boolean): string {
  const calls = tableName(schema, 'llm_calls');
  const now = `SELECT id, 1 AS sign, estimated_cost AS cost, ${isUnpriced('')} AS unpriced, ${NAMES.join(', ')}, tags
  FROM ${calls} WHERE ${where} AND ${counts('')}`;
  if (!rewritten) return now;
  const members = NAMES.map((_, index) => `counted_before[${index + 3}]`).join(', ');
  return `${now}
  UNION ALL SELECT id, -1, counted_before[1]::numeric, counted_before[2]::boolean, ${members}, counted_before[${TAGS_FROM}:]
  FROM ${calls} WHERE ${where} AND counted_before IS NOT NULL`;
}
