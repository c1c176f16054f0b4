/** The columns by which the views of periods are grouped. */
const GROUPS = 'company_id, environment, call_type, provider, model';

/** `llm_id_at(timestamptz)` and the views `llm_report_calls`, `llm_report_hours` and `llm_report_days`: see docs/sql.md. */
export const reports = () => [
  // Rounded up, as ids have whole milliseconds: `id >= llm_id_at(a) AND id < llm_id_at(b)` is the time range [a, b).
  `CREATE OR REPLACE FUNCTION @llm_id_at(timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $function$
  SELECT (lpad(to_hex(least(greatest(ceil(extract(epoch FROM $1 AT TIME ZONE 'UTC') * 1000), 0), 281474976710655)::bigint), 12, '0') || repeat('0', 20))::uuid
$function$`,
  // Written out: a view that is there takes further columns at its end alone. A test asks it for each member that reports show.
  `CREATE OR REPLACE VIEW @llm_report_calls AS
SELECT id, started_at, completed_at, kind, call_type, name, origin, via, status, provider, model, request_model, finish_reason,
  prompt_tokens, completion_tokens, total_tokens, cached_prompt_tokens, cache_write_tokens, reasoning_tokens, service_tier,
  estimated_cost AS cost_usd, latency_ms, time_to_first_token_ms, user_id, session_id, task_id, company_id, review_id,
  trace_id, parent_call_id, error_type, error_code, release, environment, prompt_name, prompt_version, tags
FROM @llm_calls`,
  report('hour'),
  report('day'),
];

function report(period) {
  return `CREATE OR REPLACE VIEW @llm_report_${period}s AS
SELECT date_trunc('${period}', started_at, 'UTC') AS ${period}, ${GROUPS},
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
GROUP BY 1, ${GROUPS}`;
}
