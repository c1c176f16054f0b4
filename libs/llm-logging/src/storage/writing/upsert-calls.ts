import { CALL_COLUMNS, MAX_INTEGER } from 'llm-exchange/call';
import { countedBeforeSql } from '../budgets/counted-calls.js';
import { tableName } from '../table-name.js';
import { goneSql } from './erased-lines.js';
import { isPersonal } from './personal-columns.js';

type Column = (typeof CALL_COLUMNS)[keyof typeof CALL_COLUMNS];

const COLUMNS = Object.entries(CALL_COLUMNS) as [string, Column][];

/** `takesOutcome` of `call/call-status` in SQL. */
const TAKES = `(excluded.status <> 'pending' AND (c.status = 'pending' OR (c.status = 'timeout' AND excluded.status <> 'timeout')
  OR coalesce(excluded.attempts, 1) > coalesce(c.attempts, 1)))`;

/** The start time in an id. */
const ID_TIME = `to_timestamp(('x' || left(replace(t.id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)`;

/** What a column gets where the line does not say. */
const DEFAULTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    COLUMNS.flatMap(([, { column, usual }]) => (usual === undefined ? [] : [[column, `'${usual}'`]])),
  ),
  started_at: ID_TIME,
  // `greatest` of null and 0 is 0: a pending call has no latency.
  latency_ms: `CASE WHEN t."completedAt" IS NOT NULL THEN
    least(greatest(extract(epoch FROM t."completedAt" - coalesce(t."startedAt", ${ID_TIME})) * 1000, 0), ${MAX_INTEGER})::integer END`,
  metadata: `'{}'`,
  tags: `'{}'`,
};

const NAMES = COLUMNS.map(([, { column }]) => column).join(', ');
const SHAPE = COLUMNS.map(([member, { type }]) => `"${member}" ${type}`).join(', ');
const LINES = `json_to_recordset($1::json) AS t(${SHAPE})`;

/** The statement that stores calls, given as one JSON array: new calls are inserted, known ones merged by the rules of `CALL_COLUMNS`. */
export function upsertCallsSql(schema: string | undefined): string {
  const values = COLUMNS.map(([member, { column }]) => inserted(member, column)).join(', ');
  return `INSERT INTO ${tableName(schema, 'llm_calls')} AS c (${NAMES})
SELECT ${values} FROM ${LINES}
${MERGE}`;
}

/** The same where somebody was erased: of calls that went nothing is stored, of calls that were made anonymous nothing that is personal. */
export function upsertUnerasedSql(schema: string | undefined): string {
  const values = COLUMNS.map(([member, { column }]) => unlessErased(inserted(member, column), column)).join(', ');
  return `WITH t AS MATERIALIZED (SELECT * FROM ${LINES}), ${goneSql(schema)}
INSERT INTO ${tableName(schema, 'llm_calls')} AS c (${NAMES})
SELECT ${values} FROM t LEFT JOIN gone USING (id) WHERE gone.id IS NULL OR gone.stays
${MERGE}`;
}

const MERGE = `ON CONFLICT (id) DO UPDATE SET ${COLUMNS.filter(([, { merge }]) => merge !== 'key')
  .map(([, column]) => `${column.column} = ${mergedValue(column)}`)
  .join(', ')}, counted_before = ${countedBeforeSql('c')}`;

function unlessErased(value: string, column: string): string {
  if (column === 'metadata') return `CASE WHEN gone.id IS NULL THEN ${value} ELSE '{}' END`;
  return isPersonal(column) ? `CASE WHEN gone.id IS NULL THEN ${value} END` : value;
}

function inserted(member: string, column: string): string {
  const fallback = DEFAULTS[column];
  return fallback === undefined ? `t."${member}"` : `coalesce(t."${member}", ${fallback})`;
}

function mergedValue({ column, merge, usual }: Column): string {
  const [old, next] = [`c.${column}`, `excluded.${column}`];
  switch (merge as Exclude<typeof merge, 'key'>) {
    case 'kind':
      return `CASE WHEN ${next} = '${usual}' THEN ${old} ELSE ${next} END`;
    case 'first':
      return `coalesce(${old}, ${next})`;
    case 'answered':
      return `CASE WHEN ${TAKES} THEN coalesce(${next}, ${old}) ELSE coalesce(${old}, ${next}) END`;
    case 'outcome':
      return `CASE WHEN ${TAKES} THEN ${next} ELSE ${old} END`;
    case 'bag':
      return column === 'tags'
        ? `${old} || ARRAY(SELECT tag FROM unnest(${next}) AS tag WHERE tag <> ALL (${old}))`
        : `${old} || ${next}`;
  }
}
