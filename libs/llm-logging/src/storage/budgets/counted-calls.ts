import { tableName } from '../table-name.js';

/** What is known of a call that decides where it counts, with PostgreSQL's types: the row's columns, and members of `counted_before`. */
const COUNTED = {
  company_id: 'text',
  user_id: 'text',
  session_id: 'text',
  provider: 'text',
  model: 'text',
  request_model: 'text',
  call_type: 'text',
  environment: 'text',
  tags: 'text[]',
} as const;

const NAMES = Object.keys(COUNTED);

/** SQL that is true for an answered call without a price, as statistics count them. */
function isUnpriced(row: string): string {
  return `(${row}estimated_cost IS NULL AND (${row}total_tokens IS NOT NULL OR (${row}status = 'success' AND ${row}model <> '')))`;
}

/** Whether a row counts at all: one that cost something, or was answered. */
function counts(row: string): string {
  return `(${row}kind = 'call' AND (${row}estimated_cost IS NOT NULL OR ${isUnpriced(row)}))`;
}

/** What a row of `llm_calls` counted, before it is written again: to be set in the statement that does so. */
export function countedBeforeSql(row: string): string {
  const members = NAMES.map((name) => `'${name}', ${row}.${name}`).join(', ');
  return `CASE WHEN ${counts(`${row}.`)} THEN jsonb_build_object('cost', ${row}.estimated_cost, 'unpriced', ${isUnpriced(`${row}.`)}, ${members}) END`;
}

/** What rows count (`sign` 1) and, where they were `rewritten`, what they counted before (-1). `where` selects the rows. */
export function partsSql(schema: string | undefined, where: string, rewritten: boolean): string {
  const names = NAMES.join(', ');
  const now = `SELECT id, 1 AS sign, estimated_cost AS cost, ${isUnpriced('')} AS unpriced, ${names}
  FROM ${tableName(schema, 'llm_calls')} WHERE ${where} AND ${counts('')}`;
  if (!rewritten) return now;
  const shape = Object.entries({ cost: 'numeric', unpriced: 'boolean', ...COUNTED })
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
  return `${now}
  UNION ALL SELECT c.id, -1, b.cost, b.unpriced, ${NAMES.map((name) => `b.${name}`).join(', ')}
  FROM ${tableName(schema, 'llm_calls')} AS c, jsonb_to_record(c.counted_before) AS b(${shape})
  WHERE ${where} AND c.counted_before IS NOT NULL`;
}
