import { LISTS } from '../../libs/llm-logging/dist/rollups/schema/histogram-columns.js';
import { MEASURES } from '../../libs/llm-logging/dist/rollups/schema/measures.js';
import { ROLLUP_TABLES, rollupColumnsOf } from '../../libs/llm-logging/dist/rollups/schema/tables.js';

/** A key of rows that may be equal: logical replication needs one to carry their changes. */
const ROW_ID = 'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY';

/** For questions about a few companies or users. Of users and errors no hours are asked by company. */
const INDEXED = {
  llm_hour_rollups: ['company_id'],
  llm_hour_user_rollups: ['user_id'],
  llm_day_rollups: ['company_id'],
  llm_day_user_rollups: ['company_id', 'user_id'],
  llm_day_error_rollups: ['company_id'],
  llm_week_rollups: ['company_id'],
  llm_week_user_rollups: ['company_id', 'user_id'],
  llm_week_error_rollups: ['company_id'],
};

/** The rollups of periods, the zone in which days are kept, and the notes of what is to be built: at first, every hour that has calls. */
export const rollupTables = () => [
  ...['hour', 'day', 'week'].map(
    (period) =>
      `CREATE TABLE IF NOT EXISTS @llm_changed_${period}s (\n  ${ROW_ID},\n  ${period} timestamptz NOT NULL\n)`,
  ),
  `CREATE TABLE IF NOT EXISTS @llm_kept_days (
  day timestamptz PRIMARY KEY,
  until timestamptz NOT NULL,
  part integer NOT NULL
)`,
  `CREATE TABLE IF NOT EXISTS @llm_reporting_zones (
  since timestamptz PRIMARY KEY,
  time_zone text NOT NULL
)`,
  `INSERT INTO @llm_reporting_zones (since, time_zone) VALUES ('1970-01-01T00:00:00Z', 'UTC') ON CONFLICT DO NOTHING`,
  ...ROLLUP_TABLES.flatMap(rollupTable),
  `INSERT INTO @llm_changed_hours (hour)
SELECT generate_series(date_trunc('hour', ${timeOf('ASC')}, 'UTC'), ${timeOf('DESC')}, interval '1 hour')`,
];

function rollupTable(table) {
  const { name, period } = table;
  const columns = [
    ROW_ID,
    `${period} timestamptz NOT NULL`,
    'part integer NOT NULL',
    'grouped_by text NOT NULL',
    ...rollupColumnsOf(table).map((column) => `${column} text NOT NULL DEFAULT ''`),
    ...table.measures.map((measure) => `${measure} ${MEASURES[measure].type}`),
    ...(table.timed ? LISTS.map((list) => `${list} text`) : []),
  ];
  return [
    `CREATE TABLE IF NOT EXISTS @${name} (\n  ${columns.join(',\n  ')}\n)`,
    `CREATE INDEX IF NOT EXISTS ${name}_period_idx ON @${name} (grouped_by, ${period})`,
    ...(INDEXED[name] ?? []).map(
      (column) =>
        `CREATE INDEX IF NOT EXISTS ${name}_${column}_idx ON @${name} (${column}, grouped_by, ${period}) WHERE ${column} <> ''`,
    ),
  ];
}

/** The time in the oldest id (`ASC`) or the newest. */
function timeOf(order) {
  const id = `(SELECT id FROM @llm_calls ORDER BY id ${order} LIMIT 1)`;
  return `to_timestamp(('x' || left(replace(${id}::text, '-', ''), 12))::bit(48)::bigint / 1000.0)`;
}
