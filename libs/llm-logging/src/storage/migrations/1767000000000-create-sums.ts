import { MEASURE_NAMES, MEASURES } from '../sums/measures.js';
import { HISTOGRAMS } from '../sums/buckets.js';
import { DAY_SUMS, SUM_COLUMNS, SUM_TABLES, WEEK_SUMS, type SumTable } from '../sums/groupings.js';
import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

const NOTES = ['hour', 'day', 'week'] as const;

/** The sums by hour, day and week, and the notes of what is to be summed: at first, every hour that has calls. */
export class CreateSums1767000000000 extends SqlMigration {
  readonly name = 'CreateSums1767000000000';

  upStatements(schema: string | undefined): string[] {
    const calls = tableName(schema, 'llm_calls');
    return [
      ...NOTES.map(
        (period) => `CREATE TABLE ${tableName(schema, `llm_changed_${period}s`)} (${period} timestamptz NOT NULL)`,
      ),
      `CREATE TABLE ${tableName(schema, 'llm_kept_days')} (day timestamptz PRIMARY KEY, part integer NOT NULL)`,
      `CREATE TABLE ${tableName(schema, 'llm_spender_hours')} (since timestamptz NOT NULL)`,
      `INSERT INTO ${tableName(schema, 'llm_spender_hours')} (since) VALUES (date_trunc('day', now(), 'UTC'))`,
      ...SUM_TABLES.flatMap((table) => created(schema, table)),
      `INSERT INTO ${tableName(schema, 'llm_changed_hours')} (hour)
SELECT generate_series(date_trunc('hour', ${timeOf('oldest', calls)}, 'UTC'), ${timeOf('newest', calls)}, interval '1 hour')`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    const names = [
      ...SUM_TABLES.map(({ name }) => name),
      'llm_spender_hours',
      'llm_kept_days',
      ...NOTES.map((period) => `llm_changed_${period}s`),
    ];
    return names.map((name) => `DROP TABLE ${tableName(schema, name)}`);
  }
}

function created(schema: string | undefined, table: SumTable): string[] {
  const { name, period } = table;
  const lines = [
    `${period} timestamptz NOT NULL`,
    'part integer NOT NULL',
    'summed_by text NOT NULL',
    ...SUM_COLUMNS.map((column) => `${column} text NOT NULL`),
    ...MEASURE_NAMES.map((measure) => `${measure} ${MEASURES[measure].type}`),
    ...Object.values(HISTOGRAMS).map((column) => `${column} bigint[]`),
  ];
  return [
    `CREATE TABLE ${tableName(schema, name)} (\n  ${lines.join(',\n  ')}\n)`,
    `CREATE INDEX ${name}_period_idx ON ${tableName(schema, name)} (summed_by, ${period})`,
    ...(table === DAY_SUMS || table === WEEK_SUMS ? byName(schema, table) : []),
  ];
}

/** For questions about one company or one user; those about an hour read rows. */
function byName(schema: string | undefined, { name, period }: SumTable): string[] {
  return [
    `CREATE INDEX ${name}_company_idx ON ${tableName(schema, name)} (company_id, summed_by, ${period}) WHERE company_id <> ''`,
    `CREATE INDEX ${name}_user_idx ON ${tableName(schema, name)} (user_id, ${period}) WHERE summed_by = 'user'`,
  ];
}

function timeOf(which: 'oldest' | 'newest', calls: string): string {
  const id = `(SELECT id FROM ${calls} ORDER BY id ${which === 'oldest' ? 'ASC' : 'DESC'} LIMIT 1)`;
  return `to_timestamp(('x' || left(replace(${id}::text, '-', ''), 12))::bit(48)::bigint / 1000.0)`;
}
