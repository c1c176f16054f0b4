import { ensurePartitions } from '../../libs/llm-logging/dist/storage/partitions/partitions.js';
import { workload } from './workload.mjs';

const DAY_MS = 86_400_000;
const CHUNK = 200_000;

/**
 * Fills `llm_calls` with so many calls over the days before now, made inside PostgreSQL: 5,000 users, the first of them busiest, of 200
 * companies, ten types, eight models, 2 % failures, half of the calls streamed, a third tagged.
 */
export async function loadCalls(database, { calls, days, onProgress }) {
  const from = Date.now() - days * DAY_MS;
  for (let at = from; at < Date.now() + DAY_MS; at += 20 * DAY_MS) await partition(database, at);
  const sizes = workload();
  await database.query('CREATE TABLE bench_sizes (n int PRIMARY KEY, request int, response int)');
  await database.query('INSERT INTO bench_sizes SELECT * FROM unnest($1::int[], $2::int[], $3::int[])', [
    sizes.map((_size, n) => n),
    sizes.map(([request]) => request),
    sizes.map(([, response]) => response),
  ]);
  await withIndexesMadeAfter(database, async () => {
    for (let first = 0; first < calls; first += CHUNK) {
      const last = Math.min(first + CHUNK, calls) - 1;
      await database.query(insertSql(sizes.length), [first, last, from, (days * DAY_MS) / calls]);
      onProgress(last + 1);
    }
  });
  await database.query(
    `INSERT INTO llm_changed_hours (hour) SELECT generate_series(date_trunc('hour', to_timestamp($1 / 1000.0)), now(), interval '1 hour')`,
    [from],
  );
  await database.query('VACUUM ANALYZE llm_calls');
}

/** All but the primary key are made in one go at the end, which is several times faster. */
async function withIndexesMadeAfter(database, load) {
  const indexes = await database.query(
    `SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE tablename = 'llm_calls' AND indexname <> 'llm_calls_pkey'`,
  );
  for (const { name } of indexes) await database.query(`DROP INDEX ${name}`);
  await load();
  for (const { sql } of indexes) await database.query(sql.replace(' ON ONLY ', ' ON '));
}

async function partition(database, at) {
  await ensurePartitions(await database.ready(), database.schema, [new Date(at)]);
}

function insertSql(sizes) {
  return `INSERT INTO llm_calls (id, call_type, status, provider, model, request_model, prompt, response, prompt_tokens, completion_tokens,
  total_tokens, cached_prompt_tokens, estimated_cost, latency_ms, time_to_first_token_ms, started_at, completed_at, user_id, company_id,
  session_id, trace_id, error_message, error_type, tags)
SELECT (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(g % 4096), 3, '0') || '8' || substr(md5(g::text), 1, 15))::uuid,
  (ARRAY['chat','chat','chat','chat','rag_query','rag_synthesis','embedding','sentiment_analysis','classification','extraction'])[1 + g % 10],
  CASE WHEN is_failed THEN 'error' ELSE 'success' END,
  (ARRAY['openai','openai','openai','anthropic','anthropic','google','mistral','openai'])[1 + kind], model, model,
  'prompt ' || md5(g::text), CASE WHEN NOT is_failed THEN 'response ' || md5((g + 1)::text) END,
  request, CASE WHEN NOT is_failed THEN response END, request + CASE WHEN is_failed THEN 0 ELSE response END,
  CASE WHEN g % 4 = 0 THEN request / 2 END,
  CASE WHEN model <> 'own-model' THEN (request * 0.0000025 + response * 0.00001)::numeric(20,12) END,
  latency, CASE WHEN g % 2 = 0 AND NOT is_failed THEN least(latency, (120 + 900 * random() ^ 3)::int) END,
  started, started + latency * interval '1 ms', 'user-' || usr, 'company-' || usr % 200, 's' || g / 8, 't' || g / 3,
  CASE WHEN is_failed THEN (ARRAY['Rate limit of ' || g % 7000 || ' tokens reached for "' || model || '"', 'Overloaded, request req_' || substr(md5(g::text), 1, 12),
    'Timed out after ' || latency || ' ms', 'Not JSON at position ' || g % 900])[1 + g % 4] END,
  CASE WHEN is_failed THEN 'RateLimitError' END,
  CASE WHEN g % 3 = 0 THEN ARRAY['tag-' || g / 3 % 20] ELSE '{}' END
FROM (
  SELECT g, ms, to_timestamp(ms / 1000.0) AS started, request, response, kind, usr, r < 0.02 AS is_failed,
    (ARRAY['gpt-4o','gpt-4o-mini','gpt-5','claude-sonnet-4-5','claude-haiku-4-5','gemini-2.5-flash','mistral-large','own-model'])[1 + kind] AS model,
    (150 + response * (4 + 16 * random()))::int AS latency
  FROM (
    SELECT g, ($3::float8 + g * $4::float8)::bigint AS ms, random() AS r, floor(8 * random() ^ 1.5)::int AS kind, floor(5000 * random() ^ 2)::int AS usr,
      (g * 7919) % ${sizes} AS n FROM generate_series($1::bigint, $2::bigint) AS g
  ) AS drawn JOIN bench_sizes USING (n)
) AS made`;
}
