import { MEASURE_NAMES, MEASURES } from '../sums/measures.js';
import { HISTOGRAMS } from '../sums/buckets.js';
import { DAY_SUMS, HOUR_SUMS, type SumTable } from '../sums/sum-tables.js';
import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

const ALL_SUMS = [HOUR_SUMS, ...DAY_SUMS];

/** The sums by hour and day, and the notes of what is to be summed: at first, every hour that has calls. */
export class CreateSums1767000000000 extends SqlMigration {
  readonly name = 'CreateSums1767000000000';

  upStatements(schema: string | undefined): string[] {
    const [changedHours, calls] = [tableName(schema, 'llm_changed_hours'), tableName(schema, 'llm_calls')];
    return [
      `CREATE TABLE ${changedHours} (hour timestamptz NOT NULL)`,
      `CREATE TABLE ${tableName(schema, 'llm_changed_days')} (day timestamptz NOT NULL)`,
      `CREATE TABLE ${tableName(schema, 'llm_kept_days')} (day timestamptz PRIMARY KEY, part integer NOT NULL)`,
      ...ALL_SUMS.flatMap((table) => created(schema, table)),
      `INSERT INTO ${changedHours} (hour)
SELECT generate_series(date_trunc('hour', ${timeOf('oldest', calls)}, 'UTC'), ${timeOf('newest', calls)}, interval '1 hour')`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    const names = [...ALL_SUMS.map(({ name }) => name), 'llm_kept_days', 'llm_changed_days', 'llm_changed_hours'];
    return names.map((name) => `DROP TABLE ${tableName(schema, name)}`);
  }
}

function created(schema: string | undefined, { name, period, columns, hasHistograms }: SumTable): string[] {
  const lines = [
    `${period} timestamptz NOT NULL`,
    'part integer NOT NULL',
    ...columns.map((column) => `${column} text NOT NULL`),
    ...MEASURE_NAMES.map((measure) => `${measure} ${MEASURES[measure].type}`),
    ...(hasHistograms ? Object.values(HISTOGRAMS).map((column) => `${column} bytea`) : []),
  ];
  return [
    `CREATE TABLE ${tableName(schema, name)} (\n  ${lines.join(',\n  ')}\n)`,
    `CREATE INDEX ${name}_${period}_idx ON ${tableName(schema, name)} (${period})`,
    ...(columns[0] === 'company_id'
      ? [`CREATE INDEX ${name}_company_idx ON ${tableName(schema, name)} (company_id, ${period})`]
      : []),
  ];
}

function timeOf(which: 'oldest' | 'newest', calls: string): string {
  const id = `(SELECT id FROM ${calls} ORDER BY id ${which === 'oldest' ? 'ASC' : 'DESC'} LIMIT 1)`;
  return `to_timestamp(('x' || left(replace(${id}::text, '-', ''), 12))::bit(48)::bigint / 1000.0)`;
}
