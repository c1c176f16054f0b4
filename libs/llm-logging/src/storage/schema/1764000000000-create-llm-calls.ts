import { tableName } from '../table-name.js';
import { SqlMigration } from './sql-migration.js';

/** `llm_calls`, partitioned by the time in its id, with the indexes that its filters use, and the table of refused records. */
export class CreateLlmCalls1764000000000 extends SqlMigration {
  readonly name = 'CreateLlmCalls1764000000000';

  upStatements(schema: string | undefined): string[] {
    const calls = tableName(schema, 'llm_calls');
    return [
      `CREATE TABLE IF NOT EXISTS ${calls} (
  id uuid PRIMARY KEY,
  call_type text NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'success', 'error', 'timeout', 'cancelled')),
  provider text,
  model text,
  request_model text,
  prompt text,
  system_prompt text,
  temperature double precision,
  max_tokens integer,
  request_parameters jsonb,
  response text,
  tool_calls jsonb,
  finish_reason text,
  prompt_tokens integer,
  completion_tokens integer,
  total_tokens integer,
  cached_prompt_tokens integer,
  cache_write_tokens integer,
  reasoning_tokens integer,
  estimated_cost numeric(20,12),
  latency_ms integer,
  time_to_first_token_ms integer,
  started_at timestamptz NOT NULL,
  completed_at timestamptz,
  user_id text,
  session_id text,
  task_id text,
  company_id text,
  review_id text,
  trace_id text,
  parent_call_id uuid,
  error_message text,
  error_type text,
  error_code text,
  metadata jsonb NOT NULL DEFAULT '{}',
  tags text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (id)`,
      ...indexed(calls),
      `CREATE TABLE IF NOT EXISTS ${tableName(schema, 'llm_refused_calls')} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  record text NOT NULL,
  reason text NOT NULL,
  refused_at timestamptz NOT NULL DEFAULT now()
)`,
    ];
  }

  downStatements(schema: string | undefined): string[] {
    return [`DROP TABLE ${tableName(schema, 'llm_refused_calls')}`, `DROP TABLE ${tableName(schema, 'llm_calls')}`];
  }
}

/** Columns that most calls have a value in and few share one of: newest first within a value, as pages are read. */
const BY_VALUE = ['user_id', 'session_id', 'task_id', 'company_id', 'review_id', 'trace_id', 'parent_call_id'];
/** Columns of few values: the newest of one value are found on the primary key soon enough, of a rare value are not. */
const BY_KIND = ['call_type', 'model'];

function indexed(calls: string): string[] {
  return [
    ...BY_VALUE.map(
      (column) =>
        `CREATE INDEX IF NOT EXISTS llm_calls_${column}_idx ON ${calls} (${column}, id) WHERE ${column} IS NOT NULL`,
    ),
    ...BY_KIND.map((column) => `CREATE INDEX IF NOT EXISTS llm_calls_${column}_idx ON ${calls} (${column}, id)`),
    `CREATE INDEX IF NOT EXISTS llm_calls_status_idx ON ${calls} (status, id) WHERE status <> 'success'`,
    `CREATE INDEX IF NOT EXISTS llm_calls_tags_idx ON ${calls} USING gin (tags) WHERE tags <> '{}'`,
    `CREATE INDEX IF NOT EXISTS llm_calls_metadata_idx ON ${calls} USING gin (metadata jsonb_path_ops) WHERE metadata <> '{}'`,
  ];
}
