import { parseArgs } from 'node:util';
import { callIdBound, newCallId } from '../libs/llm-logging/dist/call/call-id.js';
import { LlmStatsService } from '../libs/llm-logging/dist/stats/llm-stats.service.js';
import { refreshSums } from '../libs/llm-logging/dist/stats/refresh-sums.js';
import { CallWriter } from '../libs/llm-logging/dist/storage/call-writer.js';
import { LlmDatabase } from '../libs/llm-logging/dist/storage/llm-database.js';
import { keepSumsOfDays } from '../libs/llm-logging/dist/storage/sums/keep-sums.js';
import { startPostgres } from '../test/support/postgres.mjs';
import { ANSWERS } from './stats/answers.mjs';
import { loadCalls } from './stats/load.mjs';

const DAYS = 90;
const DAY_MS = 86_400_000;
const SUMS = [
  'llm_hour_sums',
  'llm_day_sums',
  'llm_company_day_totals',
  'llm_company_day_sums',
  'llm_user_day_sums',
  'llm_tag_day_sums',
];

/** Loads calls over 90 days and prints what answers, sums and their upkeep cost, against the same done with the rows. */
export async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      calls: { type: 'string', default: '1000000' },
      runs: { type: 'string', default: '30' },
      'row-runs': { type: 'string', default: '3' },
    },
  });
  const calls = Number(values.calls);
  const postgres = await startPostgres({
    flags: [
      '-c',
      'fsync=on',
      '-c',
      'max_wal_size=8GB',
      '-c',
      'shared_buffers=2GB',
      '-c',
      'work_mem=64MB',
      '-c',
      'checkpoint_timeout=30min',
    ],
  });
  const database = new LlmDatabase({ database: { url: postgres.url, poolSize: 4 }, migrate: true });
  try {
    await loadCalls(database, { calls, days: DAYS, onProgress: (done) => console.error(`${done} of ${calls} loaded`) });
    const upkeep = await measureUpkeep(database, calls);
    console.log(
      `${calls} calls over ${DAYS} days; times in ms, of ${values.runs} runs; of the rows the median of ${values['row-runs']}.\n`,
    );
    console.log('| answer | p50 | p95 | from the rows | times faster (p50) |\n| --- | --- | --- | --- | --- |');
    for (const answer of ANSWERS)
      console.log(await measured(database, answer, Number(values.runs), Number(values['row-runs'])));
    console.log(`\n${upkeep}`);
    console.log(await measureRemoval(database));
  } finally {
    await database.close();
    await postgres.stop();
  }
}

async function measured(database, { name, ask, days, sql }, runs, rowRuns) {
  const stats = new LlmStatsService(database);
  await ask(stats);
  const times = await timesOf(runs, () => ask(stats));
  const bound = callIdBound(new Date(Date.now() - days * DAY_MS));
  const rows = await timesOf(rowRuns, () => database.query(sql, [bound]));
  const [p50, p95, ofRows] = [share(times, 0.5), share(times, 0.95), share(rows, 0.5)];
  return `| ${name} | ${p50.toFixed(1)} | ${p95.toFixed(1)} | ${ofRows.toFixed(0)} | ${(ofRows / p50).toFixed(0)} |`;
}

/** Making sums against writing the calls as the package does, both per call. */
async function measureUpkeep(database, calls) {
  const [refresh] = await timesOf(1, () => refreshSums(database, { eager: true }));
  await database.query(`VACUUM ANALYZE ${SUMS.join(', ')}, llm_changed_hours, llm_changed_days`);
  const sizes = await Promise.all(SUMS.map((table) => sizeOf(database, table)));
  const rows = await sizeOf(database, 'llm_calls');
  const perMillion = (bytes) => `${(((bytes / calls) * 1e6) / 2 ** 20).toFixed(1)} MiB`;
  const written = await timeOfWriting(database);
  return [
    `| upkeep | |\n| --- | --- |`,
    `| writing a call, in batches of 1,000 with 2 KB of text each | ${(written * 1000).toFixed(0)} µs |`,
    `| summing a call, by hour and by day | ${((refresh / calls) * 1000).toFixed(1)} µs: ${((refresh / calls / written) * 100).toFixed(1)} % of it |`,
    `| sums, per million calls | ${perMillion(sizes.reduce((a, b) => a + b))} |`,
    ...SUMS.map((table, index) => `| – ${table} | ${perMillion(sizes[index])} |`),
    `| rows without texts, per million calls | ${perMillion(rows)} |`,
  ].join('\n');
}

async function timeOfWriting(database) {
  const writer = new CallWriter(database);
  const text = 'All happy families are alike; each unhappy family is unhappy in its own way. '.repeat(13);
  const batches = Array.from({ length: 20 }, (_none, batch) =>
    Array.from({ length: 1_000 }, (_no, n) =>
      JSON.stringify({
        id: newCallId(),
        status: 'success',
        callType: 'chat',
        provider: 'openai',
        model: 'gpt-4o',
        prompt: text,
        response: text,
        promptTokens: n,
        completionTokens: batch,
        totalTokens: n + batch,
        estimatedCost: n / 1e6,
        latencyMs: n,
        startedAt: new Date(),
        completedAt: new Date(),
        userId: `user-${n}`,
        companyId: `company-${n % 200}`,
        traceId: `written-${batch}-${n >> 2}`,
      }),
    ),
  );
  const times = [];
  for (const batch of batches) times.push(...(await timesOf(1, () => writer.write(batch))));
  return share(times, 0.5) / 1_000;
}

/** One month's partition dropped, its sums kept, against as many rows deleted from another. */
async function measureRemoval(database) {
  const partitions = await database.query(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'llm_calls'::regclass ORDER BY 1`,
  );
  const [dropped, deleted] = [partitions[1].name, partitions[2].name];
  const [{ n: droppedRows }] = await database.query(`SELECT count(*)::int AS n FROM ${dropped}`);
  const [drop] = await timesOf(1, () =>
    database.transaction({ statementTimeoutMs: 600_000 }, async (query) => {
      const [from, to] = dropped.match(/\d{8}/g).map((day) => new Date(day.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3')));
      await keepSumsOfDays(query, undefined, { from, to });
      await query(`DROP TABLE ${dropped}`);
    }),
  );
  const [{ n: deletedRows }] = await database.query(`SELECT count(*)::int AS n FROM ${deleted}`);
  const [deletion] = await timesOf(1, async () => {
    await database.query(`DELETE FROM ${deleted}`);
    await database.query(`VACUUM ${deleted}`);
  });
  return `| dropping a month of ${droppedRows} calls, its sums kept | ${drop.toFixed(0)} ms |
| deleting a month of ${deletedRows} calls, and vacuuming | ${deletion.toFixed(0)} ms: ${(deletion / deletedRows / (drop / droppedRows)).toFixed(0)} times as long |`;
}

async function sizeOf(database, table) {
  const [{ bytes }] = await database.query(
    `SELECT sum(pg_total_relation_size(relid))::float8 AS bytes FROM pg_partition_tree($1::regclass)`,
    [table],
  );
  if (bytes) return bytes;
  const [{ size }] = await database.query('SELECT pg_total_relation_size($1::regclass)::float8 AS size', [table]);
  return size;
}

async function timesOf(runs, work) {
  const times = [];
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times;
}

function share(times, part) {
  return [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))];
}
