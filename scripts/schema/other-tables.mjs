/** Tables beside calls and rollups. */
export const otherTables = () => [
  // Records that PostgreSQL refused.
  `CREATE TABLE IF NOT EXISTS @llm_refused_calls (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  record text NOT NULL,
  reason text NOT NULL,
  refused_at timestamptz NOT NULL DEFAULT now()
)`,
  // Calls that have been under way for long, and when their process last reported that they are.
  `CREATE TABLE IF NOT EXISTS @llm_open_calls (
  id uuid PRIMARY KEY,
  seen_at timestamptz NOT NULL DEFAULT now()
)`,
  // The id of this log, one row that never changes: journals name it, so that what they have is stored nowhere else. A copy has the same.
  `CREATE TABLE IF NOT EXISTS @llm_database (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  made_at timestamptz NOT NULL DEFAULT now()
)`,
  `INSERT INTO @llm_database DEFAULT VALUES ON CONFLICT DO NOTHING`,
  ...erasures(),
  ...auditLog(),
  ...budgets(),
  ...events(),
  // Hours that were exported, by target: see docs/export.md.
  `CREATE TABLE IF NOT EXISTS @llm_exports (
  target text NOT NULL,
  hour timestamptz NOT NULL,
  calls bigint NOT NULL,
  files text[] NOT NULL,
  exported_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (target, hour)
)`,
];

/**
 * Who was erased, as a hash, and the ids of the calls that went: what journals and other processes still have of them is not
 * stored again. The user's id itself stands in `llm_erasures` only while an erasure is under way.
 */
function erasures() {
  return [
    `CREATE TABLE IF NOT EXISTS @llm_erasures (
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
)`,
    `CREATE TABLE IF NOT EXISTS @llm_erased_calls (
  id uuid PRIMARY KEY,
  stays boolean NOT NULL,
  erased_at timestamptz NOT NULL DEFAULT now()
)`,
  ];
}

/** Who has read which texts, and removed what. */
function auditLog() {
  return [
    `CREATE TABLE IF NOT EXISTS @llm_audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  action text NOT NULL,
  target text,
  filters jsonb NOT NULL DEFAULT '{}',
  company_id text
)`,
    `CREATE INDEX IF NOT EXISTS llm_audit_log_at_idx ON @llm_audit_log (at)`,
    `CREATE INDEX IF NOT EXISTS llm_audit_log_actor_idx ON @llm_audit_log (actor, id)`,
    `CREATE INDEX IF NOT EXISTS llm_audit_log_target_idx ON @llm_audit_log (target, id) WHERE target IS NOT NULL`,
    `CREATE INDEX IF NOT EXISTS llm_audit_log_company_idx ON @llm_audit_log (company_id, id) WHERE company_id IS NOT NULL`,
  ];
}

/**
 * Budgets with their counters and leases; which application a budget of options belongs to, and which processes list it now. Of a lease,
 * what calls need (`used`); of a counter, when a process last wanted what others hold ready (`wanted_at`).
 */
function budgets() {
  return [
    `CREATE TABLE IF NOT EXISTS @llm_budgets (
  name text PRIMARY KEY,
  rule jsonb NOT NULL,
  source text NOT NULL,
  owner text,
  updated_at timestamptz NOT NULL DEFAULT now(),
  counted_at timestamptz
)`,
    `CREATE TABLE IF NOT EXISTS @llm_budget_owners (
  process uuid PRIMARY KEY,
  owner text NOT NULL,
  names text[] NOT NULL,
  expires_at timestamptz NOT NULL
)`,
    `CREATE TABLE IF NOT EXISTS @llm_budget_revision (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  revision bigint NOT NULL
)`,
    `INSERT INTO @llm_budget_revision (revision) VALUES (0) ON CONFLICT DO NOTHING`,
    `CREATE TABLE IF NOT EXISTS @llm_budget_counters (
  budget text NOT NULL,
  subject text NOT NULL,
  window_start timestamptz NOT NULL,
  spent numeric NOT NULL DEFAULT 0,
  calls bigint NOT NULL DEFAULT 0,
  blocked bigint NOT NULL DEFAULT 0,
  wanted_at timestamptz,
  PRIMARY KEY (budget, window_start, subject)
)`,
    `CREATE INDEX IF NOT EXISTS llm_budget_counters_wanted_idx ON @llm_budget_counters (wanted_at) WHERE wanted_at IS NOT NULL`,
    `CREATE TABLE IF NOT EXISTS @llm_budget_leases (
  budget text NOT NULL,
  subject text NOT NULL,
  window_start timestamptz NOT NULL,
  owner uuid NOT NULL,
  reserved numeric NOT NULL,
  used numeric NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (budget, window_start, subject, owner)
)`,
  ];
}

/** Events, where they are delivered to, and the state of alerts. */
function events() {
  return [
    `CREATE TABLE IF NOT EXISTS @llm_events (
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
)`,
    `CREATE INDEX IF NOT EXISTS llm_events_at_idx ON @llm_events (at, id)`,
    `CREATE TABLE IF NOT EXISTS @llm_event_targets (
  target text PRIMARY KEY,
  since timestamptz NOT NULL DEFAULT now()
)`,
    `CREATE TABLE IF NOT EXISTS @llm_event_deliveries (
  event_id uuid NOT NULL,
  target text NOT NULL,
  state text NOT NULL DEFAULT 'pending',
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz,
  last_error text,
  PRIMARY KEY (event_id, target)
)`,
    `CREATE INDEX IF NOT EXISTS llm_event_deliveries_pending_idx ON @llm_event_deliveries (next_at) WHERE state = 'pending'`,
    `CREATE TABLE IF NOT EXISTS @llm_alert_states (
  name text NOT NULL,
  subject text NOT NULL,
  is_active boolean NOT NULL,
  event_at timestamptz,
  PRIMARY KEY (name, subject)
)`,
  ];
}
