// Which index each filter uses: `npm run build && node bench/explain.mjs`. Its table is in docs/decisions/011-indexes.md.
import { newCallId } from '../libs/llm-exchange/dist/call/call-id.js';
import { lineOf } from '../libs/llm-logging/dist/storage/writing/call-line.js';
import { CallWriter } from '../libs/llm-logging/dist/storage/writing/call-writer.js';
import { LlmCallRepository } from '../libs/llm-logging/dist/calls/llm-call.repository.js';
import { LlmDatabase } from '../libs/llm-logging/dist/storage/llm-database.js';
import { LlmSearchIndexService } from '../libs/llm-logging/dist/storage/upkeep/llm-search-index.service.js';
import { startPostgres } from '../test/support/postgres.mjs';

const CALLS = 300_000;
const DAY_MS = 86_400_000;
const TYPES = ['chat', 'rag_query', 'rag_synthesis', 'embedding', 'sentiment_analysis'];
const now = Date.now();
const ago = (days) => new Date(now - days * DAY_MS);

const postgres = await startPostgres();
const database = new LlmDatabase({ database: { url: postgres.url }, migrate: true });
const parents = await load(new CallWriter(database));
await new LlmSearchIndexService(database).makeMissing();
await database.query('VACUUM ANALYZE llm_calls');
const repository = new LlmCallRepository(database, { retention: { holdTags: [] } });
const plans = plansOf(database);

const QUESTIONS = {
  'callType, frequent': { callType: 'chat' },
  'callType, rare': { callType: 'system' },
  'status: error': { status: 'error' },
  provider: { provider: 'anthropic' },
  'model, frequent': { model: 'gpt-4o' },
  'model, rare': { model: 'o3' },
  userId: { userId: 'user-42' },
  sessionId: { sessionId: 's77' },
  companyId: { companyId: 'c7' },
  reviewId: { reviewId: 'r100000' },
  taskId: { taskId: 'k100' },
  traceId: { traceId: 't100' },
  parentCallId: { parentCallId: parents[1_000] },
  tags: { tags: ['tag42'] },
  metadata: { metadata: { tenant: 9 } },
  'startDate and endDate': { startDate: ago(2), endDate: ago(1) },
  'minCost, rare': { minCost: 0.0099 },
  'minLatencyMs, rare': { minLatencyMs: 2_999 },
  'search, in every call': { search: 'response' },
  'search, in one call': { search: 'response 150000' },
  'search, in no call': { search: 'nowhere' },
  'search and startDate': { search: 'response 299000', startDate: ago(1) },
  'companyId, status and startDate': { companyId: 'c7', status: 'success', startDate: ago(7) },
};

console.log(`| filter | plan | pages read of ${await pages()} |\n|---|---|---|`);
for (const [name, filters] of Object.entries(QUESTIONS)) {
  plans.length = 0;
  await repository.listByFilters(filters);
  const read = plans.reduce((sum, plan) => sum + plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], 0);
  console.log(`| ${name} | ${[...new Set(plans.flatMap(scansOf))].join(', ')} | ${read} |`);
}
await database.close();
await postgres.stop();

/** Calls over 90 days, a few companies, many users, some failures. @returns ids of parents. */
async function load(writer) {
  const parents = [];
  for (let first = 0; first < CALLS; first += 5_000) {
    const lines = Array.from({ length: 5_000 }, (_none, index) => {
      const call = callNumber(first + index, parents.at(-1));
      if (call.parentCallId === undefined) parents.push(call.id);
      return lineOf(call);
    });
    await writer.write(lines);
  }
  return parents;
}

function callNumber(n, parentCallId) {
  const startedAt = new Date(now - 90 * DAY_MS + n * ((90 * DAY_MS) / CALLS));
  return {
    id: newCallId(startedAt),
    status: n % 50 === 0 ? 'error' : 'success',
    callType: n % 5_000 === 0 ? 'system' : TYPES[n % TYPES.length],
    provider: n % 3 ? 'openai' : 'anthropic',
    model: n % 1_000 === 0 ? 'o3' : n % 3 ? 'gpt-4o' : 'claude-sonnet-4-5',
    prompt: `prompt ${n}`,
    response: `response ${n}`,
    promptTokens: n % 1_000,
    estimatedCost: (n % 1_000) / 1e5,
    latencyMs: n % 3_000,
    startedAt,
    completedAt: startedAt,
    userId: `user-${n % 5_000}`,
    sessionId: `s${n >> 3}`,
    companyId: `c${n % 200}`,
    reviewId: n % 10 === 0 ? `r${n}` : undefined,
    taskId: n % 20 === 0 ? `k${n >> 6}` : undefined,
    traceId: `t${n >> 2}`,
    parentCallId: n % 4 === 0 ? undefined : parentCallId,
    tags: n % 7 === 0 ? [`tag${n % 50}`] : undefined,
    metadata: n % 9 === 0 ? { tenant: n % 300 } : undefined,
  };
}

/** The plans of the questions that are asked from now on, each of which is asked twice. */
function plansOf(database) {
  const plans = [];
  const transaction = database.transaction.bind(database);
  database.transaction = (limits, work) =>
    transaction(limits, (query) =>
      work(async (sql, values) => {
        const explain = `EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, FORMAT JSON) ${sql}`;
        const [row] = await query(explain, values);
        plans.push(row['QUERY PLAN'][0].Plan);
        return query(sql, values);
      }),
    );
  return plans;
}

/** The scans that ran, without those of partitions that turned out empty. */
function scansOf(node) {
  const inner = (node.Plans ?? []).flatMap(scansOf);
  if (!/Scan/.test(node['Node Type']) || node['Actual Loops'] === 0) return inner;
  const index = node['Index Name']?.replace(/^llm_calls_\d+_\d+_|_idx$/g, '').replace('to_tsvector', 'search index');
  if (index === undefined && node['Actual Rows'] === 0 && !node['Rows Removed by Filter']) return inner;
  return [index === undefined ? node['Node Type'] : `${node['Node Type']} on ${index}`, ...inner];
}

async function pages() {
  const [{ n }] = await database.query(
    `SELECT sum(relpages)::int AS n FROM pg_class WHERE relkind = 'r' AND relname ~ '^llm_calls_\\d'`,
  );
  return n;
}
