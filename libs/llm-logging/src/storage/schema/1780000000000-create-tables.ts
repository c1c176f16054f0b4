import { SqlMigration } from './sql-migration.js';

/** The tables of the first version that was published. Printed by `npm run schema`, and frozen: what a later version needs is another migration. */
export class CreateTables1780000000000 extends SqlMigration {
  readonly name = 'CreateTables1780000000000';

  protected readonly sql = `
CREATE TABLE IF NOT EXISTS @llm_calls (
  id uuid PRIMARY KEY,
  call_type text NOT NULL DEFAULT 'other',
  kind text NOT NULL DEFAULT 'call',
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
  attempts integer,
  prompt_tokens integer,
  completion_tokens integer,
  total_tokens integer,
  cached_prompt_tokens integer,
  cache_write_tokens integer,
  reasoning_tokens integer,
  service_tier text,
  usage_details jsonb,
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
  name text,
  origin text,
  via text,
  release text,
  environment text,
  prompt_name text,
  prompt_version text,
  trace_id text,
  parent_call_id uuid,
  error_message text,
  error_type text,
  error_code text,
  metadata jsonb NOT NULL DEFAULT '{}',
  tags text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  counted_before text[]
) PARTITION BY RANGE (id);

CREATE INDEX IF NOT EXISTS llm_calls_user_id_idx ON @llm_calls (user_id, id) WHERE user_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS llm_calls_session_id_idx ON @llm_calls (session_id, id) WHERE session_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS llm_calls_task_id_idx ON @llm_calls (task_id, id) WHERE task_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS llm_calls_company_id_idx ON @llm_calls (company_id, id) WHERE company_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS llm_calls_review_id_idx ON @llm_calls (review_id, id) WHERE review_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS llm_calls_trace_id_idx ON @llm_calls (trace_id, id) WHERE trace_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS llm_calls_parent_call_id_idx ON @llm_calls (parent_call_id, id) WHERE parent_call_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS llm_calls_call_type_idx ON @llm_calls (call_type, id);

CREATE INDEX IF NOT EXISTS llm_calls_model_idx ON @llm_calls (model, id);

CREATE INDEX IF NOT EXISTS llm_calls_status_idx ON @llm_calls (status, id) WHERE status <> 'success';

CREATE INDEX IF NOT EXISTS llm_calls_tags_idx ON @llm_calls USING gin (tags) WHERE tags <> '{}';

CREATE INDEX IF NOT EXISTS llm_calls_metadata_idx ON @llm_calls USING gin (metadata jsonb_path_ops) WHERE metadata <> '{}';

CREATE TABLE IF NOT EXISTS @llm_refused_calls (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  record text NOT NULL,
  reason text NOT NULL,
  refused_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS @llm_open_calls (
  id uuid PRIMARY KEY,
  seen_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS @llm_database (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  made_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO @llm_database DEFAULT VALUES ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS @llm_erasures (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_hash text NOT NULL,
  user_id text,
  company_id text,
  anonymises boolean NOT NULL,
  hold_tags text[] NOT NULL DEFAULT '{}',
  below uuid NOT NULL,
  calls bigint NOT NULL DEFAULT 0,
  erased_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);

CREATE TABLE IF NOT EXISTS @llm_erased_calls (
  id uuid PRIMARY KEY,
  stays boolean NOT NULL,
  erased_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS @llm_audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  action text NOT NULL,
  target text,
  filters jsonb NOT NULL DEFAULT '{}',
  company_id text
);

CREATE INDEX IF NOT EXISTS llm_audit_log_at_idx ON @llm_audit_log (at);

CREATE INDEX IF NOT EXISTS llm_audit_log_actor_idx ON @llm_audit_log (actor, id);

CREATE INDEX IF NOT EXISTS llm_audit_log_target_idx ON @llm_audit_log (target, id) WHERE target IS NOT NULL;

CREATE INDEX IF NOT EXISTS llm_audit_log_company_idx ON @llm_audit_log (company_id, id) WHERE company_id IS NOT NULL;

CREATE TABLE IF NOT EXISTS @llm_budgets (
  name text PRIMARY KEY,
  rule jsonb NOT NULL,
  source text NOT NULL,
  owner text,
  updated_at timestamptz NOT NULL DEFAULT now(),
  counted_at timestamptz
);

CREATE TABLE IF NOT EXISTS @llm_budget_owners (
  process uuid PRIMARY KEY,
  owner text NOT NULL,
  names text[] NOT NULL,
  expires_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS @llm_budget_revision (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  revision bigint NOT NULL
);

INSERT INTO @llm_budget_revision (revision) VALUES (0) ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS @llm_budget_counters (
  budget text NOT NULL,
  subject text NOT NULL,
  window_start timestamptz NOT NULL,
  spent numeric NOT NULL DEFAULT 0,
  calls bigint NOT NULL DEFAULT 0,
  blocked bigint NOT NULL DEFAULT 0,
  wanted_at timestamptz,
  PRIMARY KEY (budget, window_start, subject)
);

CREATE INDEX IF NOT EXISTS llm_budget_counters_wanted_idx ON @llm_budget_counters (wanted_at) WHERE wanted_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS @llm_budget_leases (
  budget text NOT NULL,
  subject text NOT NULL,
  window_start timestamptz NOT NULL,
  owner uuid NOT NULL,
  reserved numeric NOT NULL,
  used numeric NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (budget, window_start, subject, owner)
);

CREATE TABLE IF NOT EXISTS @llm_events (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  key text NOT NULL UNIQUE,
  kind text NOT NULL,
  name text NOT NULL,
  subject text,
  value double precision,
  threshold double precision,
  window_start timestamptz,
  window_end timestamptz,
  company_id text,
  at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS llm_events_at_idx ON @llm_events (at, id);

CREATE TABLE IF NOT EXISTS @llm_event_targets (
  target text PRIMARY KEY,
  since timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS @llm_event_deliveries (
  event_id uuid NOT NULL,
  target text NOT NULL,
  state text NOT NULL DEFAULT 'pending',
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz,
  last_error text,
  PRIMARY KEY (event_id, target)
);

CREATE INDEX IF NOT EXISTS llm_event_deliveries_pending_idx ON @llm_event_deliveries (next_at) WHERE state = 'pending';

CREATE TABLE IF NOT EXISTS @llm_alert_states (
  name text NOT NULL,
  subject text NOT NULL,
  is_active boolean NOT NULL,
  event_at timestamptz,
  PRIMARY KEY (name, subject)
);

CREATE TABLE IF NOT EXISTS @llm_exports (
  target text NOT NULL,
  hour timestamptz NOT NULL,
  calls bigint NOT NULL,
  files text[] NOT NULL,
  exported_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (target, hour)
);

CREATE TABLE IF NOT EXISTS @llm_changed_hours (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hour timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS @llm_changed_days (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  day timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS @llm_changed_weeks (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  week timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS @llm_kept_days (
  day timestamptz PRIMARY KEY,
  until timestamptz NOT NULL,
  part integer NOT NULL
);

CREATE TABLE IF NOT EXISTS @llm_reporting_zones (
  since timestamptz PRIMARY KEY,
  time_zone text NOT NULL
);

INSERT INTO @llm_reporting_zones (since, time_zone) VALUES ('1970-01-01T00:00:00Z', 'UTC') ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS @llm_hour_rollups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hour timestamptz NOT NULL,
  part integer NOT NULL,
  grouped_by text NOT NULL,
  call_type text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT '',
  provider text NOT NULL DEFAULT '',
  model text NOT NULL DEFAULT '',
  company_id text NOT NULL DEFAULT '',
  calls integer,
  cost numeric,
  pending integer,
  succeeded integer,
  failed integer,
  priced integer,
  unpriced integer,
  prompt_tokens bigint,
  completion_tokens bigint,
  total_tokens bigint,
  cached_prompt_tokens bigint,
  reasoning_tokens bigint,
  latency_calls integer,
  latency_ms bigint,
  max_latency_ms integer,
  first_token_calls integer,
  first_token_ms bigint,
  speed_tokens bigint,
  speed_ms bigint,
  cache_write_tokens bigint,
  cache_write_5m_tokens bigint,
  cache_write_1h_tokens bigint,
  audio_prompt_tokens bigint,
  audio_completion_tokens bigint,
  image_prompt_tokens bigint,
  image_completion_tokens bigint,
  web_searches bigint,
  uncounted integer,
  guessed_cost numeric,
  latency_buckets text,
  first_token_buckets text
);

CREATE INDEX IF NOT EXISTS llm_hour_rollups_period_idx ON @llm_hour_rollups (grouped_by, hour);

CREATE INDEX IF NOT EXISTS llm_hour_rollups_company_id_idx ON @llm_hour_rollups (company_id, grouped_by, hour) WHERE company_id <> '';

CREATE TABLE IF NOT EXISTS @llm_hour_user_rollups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hour timestamptz NOT NULL,
  part integer NOT NULL,
  grouped_by text NOT NULL,
  company_id text NOT NULL DEFAULT '',
  user_id text NOT NULL DEFAULT '',
  tag text NOT NULL DEFAULT '',
  calls integer,
  cost numeric,
  pending integer,
  succeeded integer,
  failed integer,
  priced integer,
  unpriced integer,
  prompt_tokens bigint,
  completion_tokens bigint,
  total_tokens bigint,
  cached_prompt_tokens bigint,
  reasoning_tokens bigint,
  latency_calls integer,
  latency_ms bigint,
  max_latency_ms integer,
  first_token_calls integer,
  first_token_ms bigint,
  speed_tokens bigint,
  speed_ms bigint,
  cache_write_tokens bigint,
  cache_write_5m_tokens bigint,
  cache_write_1h_tokens bigint,
  audio_prompt_tokens bigint,
  audio_completion_tokens bigint,
  image_prompt_tokens bigint,
  image_completion_tokens bigint,
  web_searches bigint,
  uncounted integer,
  guessed_cost numeric
);

CREATE INDEX IF NOT EXISTS llm_hour_user_rollups_period_idx ON @llm_hour_user_rollups (grouped_by, hour);

CREATE INDEX IF NOT EXISTS llm_hour_user_rollups_user_id_idx ON @llm_hour_user_rollups (user_id, grouped_by, hour) WHERE user_id <> '';

CREATE TABLE IF NOT EXISTS @llm_hour_error_rollups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hour timestamptz NOT NULL,
  part integer NOT NULL,
  grouped_by text NOT NULL,
  call_type text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT '',
  provider text NOT NULL DEFAULT '',
  model text NOT NULL DEFAULT '',
  company_id text NOT NULL DEFAULT '',
  error_kind text NOT NULL DEFAULT '',
  calls integer,
  last_call text COLLATE "C"
);

CREATE INDEX IF NOT EXISTS llm_hour_error_rollups_period_idx ON @llm_hour_error_rollups (grouped_by, hour);

CREATE TABLE IF NOT EXISTS @llm_day_rollups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  day timestamptz NOT NULL,
  part integer NOT NULL,
  grouped_by text NOT NULL,
  call_type text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT '',
  provider text NOT NULL DEFAULT '',
  model text NOT NULL DEFAULT '',
  company_id text NOT NULL DEFAULT '',
  calls integer,
  cost numeric,
  pending integer,
  succeeded integer,
  failed integer,
  priced integer,
  unpriced integer,
  prompt_tokens bigint,
  completion_tokens bigint,
  total_tokens bigint,
  cached_prompt_tokens bigint,
  reasoning_tokens bigint,
  latency_calls integer,
  latency_ms bigint,
  max_latency_ms integer,
  first_token_calls integer,
  first_token_ms bigint,
  speed_tokens bigint,
  speed_ms bigint,
  cache_write_tokens bigint,
  cache_write_5m_tokens bigint,
  cache_write_1h_tokens bigint,
  audio_prompt_tokens bigint,
  audio_completion_tokens bigint,
  image_prompt_tokens bigint,
  image_completion_tokens bigint,
  web_searches bigint,
  uncounted integer,
  guessed_cost numeric,
  latency_buckets text,
  first_token_buckets text
);

CREATE INDEX IF NOT EXISTS llm_day_rollups_period_idx ON @llm_day_rollups (grouped_by, day);

CREATE INDEX IF NOT EXISTS llm_day_rollups_company_id_idx ON @llm_day_rollups (company_id, grouped_by, day) WHERE company_id <> '';

CREATE TABLE IF NOT EXISTS @llm_day_user_rollups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  day timestamptz NOT NULL,
  part integer NOT NULL,
  grouped_by text NOT NULL,
  company_id text NOT NULL DEFAULT '',
  user_id text NOT NULL DEFAULT '',
  tag text NOT NULL DEFAULT '',
  calls integer,
  cost numeric,
  pending integer,
  succeeded integer,
  failed integer,
  priced integer,
  unpriced integer,
  prompt_tokens bigint,
  completion_tokens bigint,
  total_tokens bigint,
  cached_prompt_tokens bigint,
  reasoning_tokens bigint,
  latency_calls integer,
  latency_ms bigint,
  max_latency_ms integer,
  first_token_calls integer,
  first_token_ms bigint,
  speed_tokens bigint,
  speed_ms bigint,
  cache_write_tokens bigint,
  cache_write_5m_tokens bigint,
  cache_write_1h_tokens bigint,
  audio_prompt_tokens bigint,
  audio_completion_tokens bigint,
  image_prompt_tokens bigint,
  image_completion_tokens bigint,
  web_searches bigint,
  uncounted integer,
  guessed_cost numeric
);

CREATE INDEX IF NOT EXISTS llm_day_user_rollups_period_idx ON @llm_day_user_rollups (grouped_by, day);

CREATE INDEX IF NOT EXISTS llm_day_user_rollups_company_id_idx ON @llm_day_user_rollups (company_id, grouped_by, day) WHERE company_id <> '';

CREATE INDEX IF NOT EXISTS llm_day_user_rollups_user_id_idx ON @llm_day_user_rollups (user_id, grouped_by, day) WHERE user_id <> '';

CREATE TABLE IF NOT EXISTS @llm_day_error_rollups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  day timestamptz NOT NULL,
  part integer NOT NULL,
  grouped_by text NOT NULL,
  call_type text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT '',
  provider text NOT NULL DEFAULT '',
  model text NOT NULL DEFAULT '',
  company_id text NOT NULL DEFAULT '',
  error_kind text NOT NULL DEFAULT '',
  calls integer,
  last_call text COLLATE "C"
);

CREATE INDEX IF NOT EXISTS llm_day_error_rollups_period_idx ON @llm_day_error_rollups (grouped_by, day);

CREATE INDEX IF NOT EXISTS llm_day_error_rollups_company_id_idx ON @llm_day_error_rollups (company_id, grouped_by, day) WHERE company_id <> '';

CREATE TABLE IF NOT EXISTS @llm_week_rollups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  week timestamptz NOT NULL,
  part integer NOT NULL,
  grouped_by text NOT NULL,
  call_type text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT '',
  provider text NOT NULL DEFAULT '',
  model text NOT NULL DEFAULT '',
  company_id text NOT NULL DEFAULT '',
  calls integer,
  cost numeric,
  pending integer,
  succeeded integer,
  failed integer,
  priced integer,
  unpriced integer,
  prompt_tokens bigint,
  completion_tokens bigint,
  total_tokens bigint,
  cached_prompt_tokens bigint,
  reasoning_tokens bigint,
  latency_calls integer,
  latency_ms bigint,
  max_latency_ms integer,
  first_token_calls integer,
  first_token_ms bigint,
  speed_tokens bigint,
  speed_ms bigint,
  cache_write_tokens bigint,
  cache_write_5m_tokens bigint,
  cache_write_1h_tokens bigint,
  audio_prompt_tokens bigint,
  audio_completion_tokens bigint,
  image_prompt_tokens bigint,
  image_completion_tokens bigint,
  web_searches bigint,
  uncounted integer,
  guessed_cost numeric,
  latency_buckets text,
  first_token_buckets text
);

CREATE INDEX IF NOT EXISTS llm_week_rollups_period_idx ON @llm_week_rollups (grouped_by, week);

CREATE INDEX IF NOT EXISTS llm_week_rollups_company_id_idx ON @llm_week_rollups (company_id, grouped_by, week) WHERE company_id <> '';

CREATE TABLE IF NOT EXISTS @llm_week_user_rollups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  week timestamptz NOT NULL,
  part integer NOT NULL,
  grouped_by text NOT NULL,
  company_id text NOT NULL DEFAULT '',
  user_id text NOT NULL DEFAULT '',
  tag text NOT NULL DEFAULT '',
  calls integer,
  cost numeric,
  pending integer,
  succeeded integer,
  failed integer,
  priced integer,
  unpriced integer,
  prompt_tokens bigint,
  completion_tokens bigint,
  total_tokens bigint,
  cached_prompt_tokens bigint,
  reasoning_tokens bigint,
  latency_calls integer,
  latency_ms bigint,
  max_latency_ms integer,
  first_token_calls integer,
  first_token_ms bigint,
  speed_tokens bigint,
  speed_ms bigint,
  cache_write_tokens bigint,
  cache_write_5m_tokens bigint,
  cache_write_1h_tokens bigint,
  audio_prompt_tokens bigint,
  audio_completion_tokens bigint,
  image_prompt_tokens bigint,
  image_completion_tokens bigint,
  web_searches bigint,
  uncounted integer,
  guessed_cost numeric
);

CREATE INDEX IF NOT EXISTS llm_week_user_rollups_period_idx ON @llm_week_user_rollups (grouped_by, week);

CREATE INDEX IF NOT EXISTS llm_week_user_rollups_company_id_idx ON @llm_week_user_rollups (company_id, grouped_by, week) WHERE company_id <> '';

CREATE INDEX IF NOT EXISTS llm_week_user_rollups_user_id_idx ON @llm_week_user_rollups (user_id, grouped_by, week) WHERE user_id <> '';

CREATE TABLE IF NOT EXISTS @llm_week_error_rollups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  week timestamptz NOT NULL,
  part integer NOT NULL,
  grouped_by text NOT NULL,
  call_type text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT '',
  provider text NOT NULL DEFAULT '',
  model text NOT NULL DEFAULT '',
  company_id text NOT NULL DEFAULT '',
  error_kind text NOT NULL DEFAULT '',
  calls integer,
  last_call text COLLATE "C"
);

CREATE INDEX IF NOT EXISTS llm_week_error_rollups_period_idx ON @llm_week_error_rollups (grouped_by, week);

CREATE INDEX IF NOT EXISTS llm_week_error_rollups_company_id_idx ON @llm_week_error_rollups (company_id, grouped_by, week) WHERE company_id <> '';

INSERT INTO @llm_changed_hours (hour)
SELECT generate_series(date_trunc('hour', to_timestamp(('x' || left(replace((SELECT id FROM @llm_calls ORDER BY id ASC LIMIT 1)::text, '-', ''), 12))::bit(48)::bigint / 1000.0), 'UTC'), to_timestamp(('x' || left(replace((SELECT id FROM @llm_calls ORDER BY id DESC LIMIT 1)::text, '-', ''), 12))::bit(48)::bigint / 1000.0), interval '1 hour');

CREATE OR REPLACE FUNCTION @llm_id_at(timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $function$
  SELECT (lpad(to_hex(least(greatest(ceil(extract(epoch FROM $1 AT TIME ZONE 'UTC') * 1000), 0), 281474976710655)::bigint), 12, '0') || repeat('0', 20))::uuid
$function$;

CREATE OR REPLACE VIEW @llm_report_calls AS
SELECT id, started_at, completed_at, kind, call_type, name, origin, via, status, provider, model, request_model, finish_reason,
  prompt_tokens, completion_tokens, total_tokens, cached_prompt_tokens, cache_write_tokens, reasoning_tokens, service_tier,
  estimated_cost AS cost_usd, latency_ms, time_to_first_token_ms, user_id, session_id, task_id, company_id, review_id,
  trace_id, parent_call_id, error_type, error_code, release, environment, prompt_name, prompt_version, tags
FROM @llm_calls;

CREATE OR REPLACE VIEW @llm_report_hours AS
SELECT date_trunc('hour', started_at, 'UTC') AS hour, company_id, environment, call_type, provider, model,
  count(*) AS calls,
  count(*) FILTER (WHERE status IN ('error', 'timeout')) AS failed_calls,
  count(*) FILTER (WHERE status = 'pending') AS pending_calls,
  count(*) FILTER (WHERE estimated_cost IS NULL AND status = 'success') AS unpriced_calls,
  sum(prompt_tokens) AS prompt_tokens, sum(completion_tokens) AS completion_tokens, sum(total_tokens) AS total_tokens,
  sum(cached_prompt_tokens) AS cached_prompt_tokens, sum(cache_write_tokens) AS cache_write_tokens,
  sum(reasoning_tokens) AS reasoning_tokens,
  sum(estimated_cost) AS cost_usd,
  avg(latency_ms) FILTER (WHERE status <> 'pending') AS avg_latency_ms,
  max(latency_ms) FILTER (WHERE status <> 'pending') AS max_latency_ms
FROM @llm_calls
WHERE kind = 'call'
GROUP BY 1, company_id, environment, call_type, provider, model;

CREATE OR REPLACE VIEW @llm_report_days AS
SELECT date_trunc('day', started_at, 'UTC') AS day, company_id, environment, call_type, provider, model,
  count(*) AS calls,
  count(*) FILTER (WHERE status IN ('error', 'timeout')) AS failed_calls,
  count(*) FILTER (WHERE status = 'pending') AS pending_calls,
  count(*) FILTER (WHERE estimated_cost IS NULL AND status = 'success') AS unpriced_calls,
  sum(prompt_tokens) AS prompt_tokens, sum(completion_tokens) AS completion_tokens, sum(total_tokens) AS total_tokens,
  sum(cached_prompt_tokens) AS cached_prompt_tokens, sum(cache_write_tokens) AS cache_write_tokens,
  sum(reasoning_tokens) AS reasoning_tokens,
  sum(estimated_cost) AS cost_usd,
  avg(latency_ms) FILTER (WHERE status <> 'pending') AS avg_latency_ms,
  max(latency_ms) FILTER (WHERE status <> 'pending') AS max_latency_ms
FROM @llm_calls
WHERE kind = 'call'
GROUP BY 1, company_id, environment, call_type, provider, model;
`;
}
