import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

/*
 * Frozen: what a later version needs is another migration. `rollups/schema.database.spec.ts` compares these tables with what the code expects.
 */

/** A key of rows that may be equal: logical replication needs one to carry their changes. */
const ROW_ID = 'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY';

/** What calls are ranked by comes first, as PostgreSQL reads a row up to the last column that is asked for. */
const MEASURES = `calls integer, cost numeric, pending integer, succeeded integer, failed integer, priced integer, unpriced integer,
  prompt_tokens bigint, completion_tokens bigint, total_tokens bigint, cached_prompt_tokens bigint, reasoning_tokens bigint,
  latency_calls integer, latency_ms bigint, max_latency_ms integer, first_token_calls integer, first_token_ms bigint,
  speed_tokens bigint, speed_ms bigint, cache_write_tokens bigint, cache_write_5m_tokens bigint, cache_write_1h_tokens bigint,
  audio_prompt_tokens bigint, audio_completion_tokens bigint, image_prompt_tokens bigint, image_completion_tokens bigint,
  web_searches bigint, uncounted integer, guessed_cost numeric`;

const name = (column: string): string => `${column} text NOT NULL DEFAULT ''`;

const KIND = ['call_type', 'status', 'provider', 'model'].map(name).join(', ');

/** By table: its columns after the period, the part and the grouping. Each has a table of hours, of days and of weeks. */
const COLUMNS = {
  sums: `${KIND}, ${name('company_id')},
  ${MEASURES},
  latency_buckets text, first_token_buckets text`,
  spending: `${name('company_id')}, ${name('user_id')}, ${name('tag')},
  ${MEASURES}`,
  errors: `${KIND}, ${name('company_id')}, ${name('error_kind')},
  calls integer, last_call text COLLATE "C"`,
} as const;

const PERIODS = ['hour', 'day', 'week'] as const;

/** For questions about a few companies or users. Of users and errors no hours are asked by company. */
const INDEXED: Readonly<Record<string, readonly string[]>> = {
  llm_hour_sums: ['company_id'],
  llm_hour_spending: ['user_id'],
  llm_day_sums: ['company_id'],
  llm_day_spending: ['company_id', 'user_id'],
  llm_day_errors: ['company_id'],
  llm_week_sums: ['company_id'],
  llm_week_spending: ['company_id', 'user_id'],
  llm_week_errors: ['company_id'],
};

/** The rollups of periods, the zone in which days are kept, and the notes of what is to be built: at first, every hour that has calls. */
export class CreateSums1767000000000 extends SqlMigration {
  readonly name = 'CreateSums1767000000000';

  upStatements(schema: string | undefined): string[] {
    const table = (name: string): string => tableName(schema, name);
    const calls = table('llm_calls');
    return [
      ...PERIODS.map(
        (period) =>
          `CREATE TABLE IF NOT EXISTS ${table(`llm_changed_${period}s`)} (${ROW_ID}, ${period} timestamptz NOT NULL)`,
      ),
      `CREATE TABLE IF NOT EXISTS ${table('llm_kept_days')} (day timestamptz PRIMARY KEY, until timestamptz NOT NULL, part integer NOT NULL)`,
      `CREATE TABLE IF NOT EXISTS ${table('llm_reporting_zones')} (since timestamptz PRIMARY KEY, time_zone text NOT NULL)`,
      `INSERT INTO ${table('llm_reporting_zones')} (since, time_zone) VALUES ('1970-01-01T00:00:00Z', 'UTC') ON CONFLICT DO NOTHING`,
      ...PERIODS.flatMap((period) =>
        Object.entries(COLUMNS).flatMap(([kind, columns]) => created(table, `llm_${period}_${kind}`, period, columns)),
      ),
      `INSERT INTO ${table('llm_changed_hours')} (hour)
SELECT generate_series(date_trunc('hour', ${timeOf('oldest', calls)}, 'UTC'), ${timeOf('newest', calls)}, interval '1 hour')`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    const names = [
      ...PERIODS.flatMap((period) => Object.keys(COLUMNS).map((kind) => `llm_${period}_${kind}`)),
      'llm_kept_days',
      'llm_reporting_zones',
      ...PERIODS.map((period) => `llm_changed_${period}s`),
    ];
    return names.map((name) => `DROP TABLE ${tableName(schema, name)}`);
  }
}

function created(table: (name: string) => string, name: string, period: string, columns: string): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${table(name)} (${ROW_ID}, ${period} timestamptz NOT NULL, part integer NOT NULL, summed_by text NOT NULL,
  ${columns})`,
    `CREATE INDEX IF NOT EXISTS ${name}_period_idx ON ${table(name)} (summed_by, ${period})`,
    ...(INDEXED[name] ?? []).map(
      (column) =>
        `CREATE INDEX IF NOT EXISTS ${name}_${column}_idx ON ${table(name)} (${column}, summed_by, ${period}) WHERE ${column} <> ''`,
    ),
  ];
}

function timeOf(which: 'oldest' | 'newest', calls: string): string {
  const id = `(SELECT id FROM ${calls} ORDER BY id ${which === 'oldest' ? 'ASC' : 'DESC'} LIMIT 1)`;
  return `to_timestamp(('x' || left(replace(${id}::text, '-', ''), 12))::bit(48)::bigint / 1000.0)`;
}
