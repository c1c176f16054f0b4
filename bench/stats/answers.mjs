const MEASURES = `count(*), count(*) FILTER (WHERE estimated_cost IS NULL AND (total_tokens IS NOT NULL OR (status = 'success' AND model IS NOT NULL))),
  sum(estimated_cost), sum(prompt_tokens), sum(completion_tokens), sum(total_tokens)`;
const LATENCY = `avg(latency_ms), max(latency_ms), percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_ms),
  avg(time_to_first_token_ms), avg((status = 'success')::int), avg((status IN ('error', 'timeout'))::int)`;

const USERS = `SELECT user_id, ${MEASURES} FROM llm_calls WHERE id >= $1 AND user_id IS NOT NULL GROUP BY 1 ORDER BY sum(estimated_cost) DESC LIMIT 10`;

const DAILY = { interval: 'day' };

/** What a dashboard asks in the reporting zone, of the service and, as whoever knows SQL would, of the rows. `$1` is the lowest id of the time. */
export const ANSWERS = [
  {
    name: 'cost, last 30 days',
    ask: (stats) => stats.getCostStats({ days: 30 }),
    days: 30,
    sql: `SELECT call_type, model, provider, ${MEASURES} FROM llm_calls WHERE id >= $1 GROUP BY GROUPING SETS ((), (call_type), (model), (provider))`,
  },
  {
    name: 'cost, last 90 days',
    ask: (stats) => stats.getCostStats({ days: 90 }),
    days: 90,
    sql: `SELECT call_type, model, provider, ${MEASURES} FROM llm_calls WHERE id >= $1 GROUP BY GROUPING SETS ((), (call_type), (model), (provider))`,
  },
  {
    name: 'cost per day by model, 30 days',
    ask: (stats) => stats.getTimeSeries({ interval: 'day', groupBy: 'model', days: 30 }),
    days: 30,
    sql: `SELECT date_trunc('day', started_at, 'Europe/Berlin') AS day, model, ${MEASURES}, avg(latency_ms) FROM llm_calls WHERE id >= $1 GROUP BY 1, 2`,
  },
  {
    name: 'the same in UTC',
    ask: (stats) => stats.getTimeSeries({ interval: 'day', groupBy: 'model', days: 30, timeZone: 'UTC' }),
    days: 30,
    sql: `SELECT date_trunc('day', started_at, 'UTC') AS day, model, ${MEASURES}, avg(latency_ms) FROM llm_calls WHERE id >= $1 GROUP BY 1, 2`,
  },
  {
    name: 'the same in Kolkata',
    ask: (stats) => stats.getTimeSeries({ interval: 'day', groupBy: 'model', days: 30, timeZone: 'Asia/Kolkata' }),
    days: 30,
    sql: `SELECT date_trunc('day', started_at, 'Asia/Kolkata') AS day, model, ${MEASURES}, avg(latency_ms) FROM llm_calls WHERE id >= $1 GROUP BY 1, 2`,
  },
  {
    name: 'cost per day by company, 30 days',
    ask: (stats) => stats.getTimeSeries({ ...DAILY, groupBy: 'company', by: 'cost', limit: 7, days: 30 }),
    days: 30,
    sql: `SELECT date_trunc('day', started_at, 'Europe/Berlin') AS day, company_id, ${MEASURES}, avg(latency_ms) FROM llm_calls WHERE id >= $1 GROUP BY 1, 2`,
  },
  {
    name: 'cost per day by user, 30 days',
    ask: (stats) => stats.getTimeSeries({ ...DAILY, groupBy: 'user', by: 'cost', limit: 7, days: 30 }),
    days: 30,
    sql: `SELECT date_trunc('day', started_at, 'Europe/Berlin') AS day, user_id, ${MEASURES}, avg(latency_ms) FROM llm_calls WHERE id >= $1 GROUP BY 1, 2`,
  },
  {
    name: 'cost per week, 90 days',
    ask: (stats) => stats.getTimeSeries({ interval: 'week', days: 90 }),
    days: 90,
    sql: `SELECT date_trunc('week', started_at, 'UTC') AS week, ${MEASURES}, avg(latency_ms) FROM llm_calls WHERE id >= $1 GROUP BY 1`,
  },
  {
    name: 'latency percentiles, 30 days',
    ask: (stats) => stats.getPerformanceStats({ days: 30 }),
    days: 30,
    sql: `SELECT ${LATENCY} FROM llm_calls WHERE id >= $1`,
  },
  {
    name: 'latency percentiles per day, 30 days',
    ask: (stats) => stats.getTimeSeries({ interval: 'day', days: 30, percentiles: true }),
    days: 30,
    sql: `SELECT date_trunc('day', started_at, 'UTC'), ${LATENCY} FROM llm_calls WHERE id >= $1 GROUP BY 1`,
  },
  {
    name: 'latency per day by model, 30 days',
    ask: (stats) => stats.getTimeSeries({ ...DAILY, groupBy: 'model', percentiles: 'latency', days: 30 }),
    days: 30,
    sql: `SELECT date_trunc('day', started_at, 'Europe/Berlin'), model, ${LATENCY} FROM llm_calls WHERE id >= $1 GROUP BY 1, 2`,
  },
  {
    name: 'models compared, 30 days',
    ask: (stats) => stats.compareModels({ days: 30, callType: 'chat' }),
    days: 30,
    sql: `SELECT provider, model, ${MEASURES}, ${LATENCY} FROM llm_calls WHERE id >= $1 AND call_type = 'chat' GROUP BY 1, 2`,
  },
  {
    name: 'error rates and messages, 30 days',
    ask: (stats) => stats.getErrorRates({ days: 30 }),
    days: 30,
    sql: `WITH rates AS (SELECT call_type, count(*), avg((status IN ('error', 'timeout'))::int) FROM llm_calls WHERE id >= $1 GROUP BY 1),
messages AS (SELECT regexp_replace(error_message, '\\S*\\d\\S*', '…', 'g'), count(*) FROM llm_calls WHERE id >= $1 AND status IN ('error', 'timeout') GROUP BY 1)
SELECT (SELECT count(*) FROM rates), (SELECT count(*) FROM messages)`,
  },
  {
    name: 'RAG health, 30 days',
    ask: (stats) => stats.getRagHealth({ days: 30 }),
    days: 30,
    sql: `SELECT call_type, ${MEASURES}, ${LATENCY} FROM llm_calls WHERE id >= $1 AND call_type IN ('embedding', 'rag_query', 'rag_synthesis') GROUP BY 1`,
  },
  {
    name: 'top users, 30 days',
    ask: (stats) => stats.getTopUsers({ days: 30 }),
    days: 30,
    sql: USERS,
  },
  {
    name: 'top users, 90 days',
    ask: (stats) => stats.getTopUsers({ days: 90 }),
    days: 90,
    sql: USERS,
  },
  {
    name: 'top users, 45 days',
    ask: (stats) => stats.getTopUsers({ days: 45 }),
    days: 45,
    sql: USERS,
  },
  {
    name: 'top companies, 30 days',
    ask: (stats) => stats.getTopCompanies({ days: 30 }),
    days: 30,
    sql: `SELECT company_id, ${MEASURES} FROM llm_calls WHERE id >= $1 AND company_id IS NOT NULL GROUP BY 1 ORDER BY sum(estimated_cost) DESC LIMIT 10`,
  },
  {
    name: 'one company: cost, 30 days',
    ask: (stats) => stats.getCostStats({ days: 30, companyId: 'company-7' }),
    days: 30,
    sql: `SELECT call_type, model, provider, ${MEASURES} FROM llm_calls WHERE id >= $1 AND company_id = 'company-7' GROUP BY GROUPING SETS ((), (call_type), (model), (provider))`,
  },
  {
    name: 'the largest company: cost, 30 days',
    ask: (stats) => stats.getCostStats({ days: 30, companyId: 'company-0' }),
    days: 30,
    sql: `SELECT call_type, model, provider, ${MEASURES} FROM llm_calls WHERE id >= $1 AND company_id = 'company-0' GROUP BY GROUPING SETS ((), (call_type), (model), (provider))`,
  },
  {
    name: 'one company per day by model, 30 days',
    ask: (stats) => stats.getTimeSeries({ ...DAILY, groupBy: 'model', companyId: 'company-7', days: 30 }),
    days: 30,
    sql: `SELECT date_trunc('day', started_at, 'Europe/Berlin') AS day, model, ${MEASURES}, avg(latency_ms) FROM llm_calls WHERE id >= $1 AND company_id = 'company-7' GROUP BY 1, 2`,
  },
  {
    name: 'projected cost of the month',
    ask: (stats) => stats.getProjectedCost(),
    days: 55,
    sql: `SELECT date_trunc('month', started_at), sum(estimated_cost), sum(estimated_cost) FILTER (WHERE started_at > now() - interval '7 days') FROM llm_calls WHERE id >= $1 GROUP BY 1`,
  },
  {
    name: '30 days and those before',
    ask: (stats) => stats.comparePeriods({ days: 30 }),
    days: 60,
    sql: `SELECT started_at > now() - interval '30 days', ${MEASURES}, avg(latency_ms) FROM llm_calls WHERE id >= $1 GROUP BY 1`,
  },
];
