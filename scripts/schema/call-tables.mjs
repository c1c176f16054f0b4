import { ALWAYS_STORED, CALL_COLUMNS, LlmCallStatus } from '../../libs/llm-exchange/dist/call/index.js';

/** What is stored where nothing is given, of columns that are never null. */
const EMPTY = { jsonb: `'{}'`, 'text[]': `'{}'` };

/** Columns by which calls are found by one id, which few share: newest first within a value, as pages are read. */
const BY_VALUE = Object.values(CALL_COLUMNS)
  .filter(({ filter }) => filter?.by === 'one')
  .map(({ column }) => column);
/** Columns of few values: the newest of one value are found on the primary key soon enough, of a rare value are not. */
const BY_KIND = ['call_type', 'model'];

/** `llm_calls`, partitioned by the time in its id, with the indexes that its filters use; the column types come from the list of members. */
export const callTables = () => [
  `CREATE TABLE IF NOT EXISTS @llm_calls (
  ${[...Object.entries(CALL_COLUMNS).map(columnOf), ...OWN_COLUMNS].join(',\n  ')}
) PARTITION BY RANGE (id)`,
  ...BY_VALUE.map((column) => indexed(column, `(${column}, id) WHERE ${column} IS NOT NULL`)),
  ...BY_KIND.map((column) => indexed(column, `(${column}, id)`)),
  indexed('status', `(status, id) WHERE status <> 'success'`),
  indexed('tags', `USING gin (tags) WHERE tags <> '{}'`),
  indexed('metadata', `USING gin (metadata jsonb_path_ops) WHERE metadata <> '{}'`),
];

/** What no event says. `counted_before`: what the row counted in budgets before it was last written, so that writing it again adds but the difference. */
const OWN_COLUMNS = ['created_at timestamptz NOT NULL DEFAULT now()', 'counted_before text[]'];

function columnOf([member, { column, type, usual }]) {
  if (member === 'id') return `${column} ${type} PRIMARY KEY`;
  const declared = [column, type];
  if (ALWAYS_STORED.includes(member)) declared.push('NOT NULL');
  if (usual !== undefined) declared.push(`DEFAULT '${usual}'`);
  else if (ALWAYS_STORED.includes(member) && EMPTY[type]) declared.push(`DEFAULT ${EMPTY[type]}`);
  if (member === 'status') declared.push(`CHECK (status IN (${Object.values(LlmCallStatus).map(quoted).join(', ')}))`);
  return declared.join(' ');
}

function quoted(text) {
  return `'${text}'`;
}

function indexed(column, what) {
  return `CREATE INDEX IF NOT EXISTS llm_calls_${column}_idx ON @llm_calls ${what}`;
}
