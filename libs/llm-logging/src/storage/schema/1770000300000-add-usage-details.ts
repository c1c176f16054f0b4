import { SUM_TABLES } from '../../rollups/schema/tables.js';
import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

const SUMS = [
  'cache_write_tokens bigint',
  'cache_write_5m_tokens bigint',
  'cache_write_1h_tokens bigint',
  'audio_prompt_tokens bigint',
  'audio_completion_tokens bigint',
  'image_prompt_tokens bigint',
  'image_completion_tokens bigint',
  'web_searches bigint',
  'uncounted integer',
  'guessed_cost numeric',
];

/** `llm_calls.service_tier` and `usage_details`: the tier that answered, and what is billed beside plain tokens; and the sums of these. */
export class AddUsageDetails1770000300000 extends SqlMigration {
  readonly name = 'AddUsageDetails1770000300000';

  upStatements(schema: string | undefined): string[] {
    return [
      `ALTER TABLE ${tableName(schema, 'llm_calls')} ADD COLUMN IF NOT EXISTS service_tier text, ADD COLUMN IF NOT EXISTS usage_details jsonb`,
      ...SUM_TABLES.filter(({ only }) => only !== 'failed').map(
        ({ name }) =>
          `ALTER TABLE ${tableName(schema, name)} ${SUMS.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(', ')}`,
      ),
      `INSERT INTO ${tableName(schema, 'llm_changed_hours')} (hour) SELECT DISTINCT hour FROM ${tableName(schema, 'llm_hour_sums')}`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    const dropped = SUMS.map((column) => `DROP COLUMN ${column.split(' ')[0]}`).join(', ');
    return [
      ...SUM_TABLES.filter(({ only }) => only !== 'failed').map(
        ({ name }) => `ALTER TABLE ${tableName(schema, name)} ${dropped}`,
      ),
      `ALTER TABLE ${tableName(schema, 'llm_calls')} DROP COLUMN usage_details, DROP COLUMN service_tier`,
    ];
  }
}
