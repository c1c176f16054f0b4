import { LISTS } from '../../rollups/schema/histogram-columns.js';
import { sumColumnsOf, SUM_TABLES, type SumTable } from '../../rollups/schema/tables.js';
import { MEASURES } from '../../rollups/schema/measures.js';
import { LENGTHS, PERIODS } from '../../rollups/schema/periods.js';
import { DAY_MS } from '../periods.js';
import { WINDOW_SPENDING } from '../../rollups/schema/windows.js';
import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

/** A key of rows that may be equal: logical replication needs one to carry their changes. */
const ROW_ID = 'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY';

/** The sums of periods, and the notes of what is to be summed: at first, every hour that has calls. */
export class CreateSums1767000000000 extends SqlMigration {
  readonly name = 'CreateSums1767000000000';

  upStatements(schema: string | undefined): string[] {
    const calls = tableName(schema, 'llm_calls');
    return [
      ...PERIODS.map(
        (period) =>
          `CREATE TABLE IF NOT EXISTS ${tableName(schema, `llm_changed_${period}s`)} (${ROW_ID}, ${period} timestamptz NOT NULL)`,
      ),
      `CREATE TABLE IF NOT EXISTS ${tableName(schema, 'llm_kept_days')} (day timestamptz PRIMARY KEY, part integer NOT NULL)`,
      `CREATE TABLE IF NOT EXISTS ${tableName(schema, 'llm_spender_hours')} (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), since timestamptz NOT NULL)`,
      `INSERT INTO ${tableName(schema, 'llm_spender_hours')} (since) VALUES (date_trunc('day', now() - interval '24 hours', 'UTC')) ON CONFLICT DO NOTHING`,
      `CREATE TABLE IF NOT EXISTS ${tableName(schema, 'llm_busy_users')} (day timestamptz, user_id text, PRIMARY KEY (day, user_id))`,
      `CREATE TABLE IF NOT EXISTS ${tableName(schema, 'llm_tag_days')} (day timestamptz PRIMARY KEY)`,
      ...SUM_TABLES.flatMap((table) => created(schema, table)),
      ...createdWindows(schema),
      `INSERT INTO ${tableName(schema, 'llm_changed_hours')} (hour)
SELECT generate_series(date_trunc('hour', ${timeOf('oldest', calls)}, 'UTC'), ${timeOf('newest', calls)}, interval '1 hour')`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    const names = [
      ...SUM_TABLES.map(({ name }) => name),
      WINDOW_SPENDING.name,
      'llm_windows',
      'llm_spender_hours',
      'llm_busy_users',
      'llm_tag_days',
      'llm_kept_days',
      ...PERIODS.map((period) => `llm_changed_${period}s`),
    ];
    return names.map((name) => `DROP TABLE ${tableName(schema, name)}`);
  }
}

function created(schema: string | undefined, table: SumTable): string[] {
  const { name, period, timed } = table;
  const lines = [
    ROW_ID,
    `${period} timestamptz NOT NULL`,
    'part integer NOT NULL',
    ...columnLines(table),
    ...(timed ? LISTS.map((column) => `${column} text`) : []),
  ];
  return [
    `CREATE TABLE IF NOT EXISTS ${tableName(schema, name)} (\n  ${lines.join(',\n  ')}\n)`,
    `CREATE INDEX IF NOT EXISTS ${name}_period_idx ON ${tableName(schema, name)} (summed_by, ${period})`,
    ...byName(schema, table),
  ];
}

function createdWindows(schema: string | undefined): string[] {
  const { name } = WINDOW_SPENDING;
  const lines = [ROW_ID, 'days integer NOT NULL', ...columnLines(WINDOW_SPENDING)];
  return [
    `CREATE TABLE IF NOT EXISTS ${tableName(schema, 'llm_windows')} (days integer PRIMARY KEY, since timestamptz NOT NULL, until timestamptz NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS ${tableName(schema, name)} (\n  ${lines.join(',\n  ')}\n)`,
    `CREATE INDEX IF NOT EXISTS ${name}_days_idx ON ${tableName(schema, name)} (summed_by, days)`,
  ];
}

function columnLines(table: Pick<SumTable, 'groupings' | 'measures'>): string[] {
  return [
    'summed_by text NOT NULL',
    ...sumColumnsOf(table).map((column) => `${column} text NOT NULL DEFAULT ''`),
    ...table.measures.map((measure) => `${measure} ${MEASURES[measure].type}`),
  ];
}

/** For questions about a few companies or users. Of users and errors no hours are asked by company. */
function byName(schema: string | undefined, table: SumTable): string[] {
  const { name, period, timed } = table;
  const asked = timed || LENGTHS[period] >= DAY_MS ? ['company_id', 'user_id'] : ['user_id'];
  const index = (column: string): string =>
    `CREATE INDEX IF NOT EXISTS ${name}_${column}_idx ON ${tableName(schema, name)} (${column}, summed_by, ${period}) WHERE ${column} <> ''`;
  return sumColumnsOf(table)
    .filter((column) => asked.includes(column))
    .map(index);
}

function timeOf(which: 'oldest' | 'newest', calls: string): string {
  const id = `(SELECT id FROM ${calls} ORDER BY id ${which === 'oldest' ? 'ASC' : 'DESC'} LIMIT 1)`;
  return `to_timestamp(('x' || left(replace(${id}::text, '-', ''), 12))::bit(48)::bigint / 1000.0)`;
}
