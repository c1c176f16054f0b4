import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { callIdBound, newCallId } from '../libs/llm-exchange/dist/call/call-id.js';
import { lineOf } from '../libs/llm-logging/dist/storage/writing/call-line.js';
import { LlmStatsService } from '../libs/llm-logging/dist/stats/llm-stats.service.js';
import { refreshRollups } from '../libs/llm-logging/dist/rollups/build/refresh-rollups.js';
import { CallWriter } from '../libs/llm-logging/dist/storage/writing/call-writer.js';
import { LlmDatabase } from '../libs/llm-logging/dist/storage/llm-database.js';
import { readCalendar } from '../libs/llm-logging/dist/rollups/schema/calendar.js';
import { ROLLUP_TABLES } from '../libs/llm-logging/dist/rollups/schema/tables.js';
import { startPostgres } from '../test/support/postgres.mjs';
import { ANSWERS } from './stats/answers.mjs';
import { DASHBOARD_QUESTIONS, rangesAt } from './stats/dashboard-questions.mjs';
import { loadCalls } from './stats/load.mjs';
import { measureRemoval } from './stats/removal.mjs';
import { WRITTEN } from './stats/written.mjs';

const DAYS = 90;
const DAY_MS = 86_400_000;
const TABLES = ROLLUP_TABLES.map(({ name }) => name);
const SETTINGS = {
  fsync: 'on',
  max_wal_size: '8GB',
  shared_buffers: '2GB',
  work_mem: '64MB',
  maintenance_work_mem: '512MB',
  checkpoint_timeout: '30min',
};

/** Loads calls over 90 days and prints what answers, rollups and their upkeep cost, against the same done with the rows. */
export async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      calls: { type: 'string', default: '1000000' },
      runs: { type: 'string', default: '30' },
      'row-runs': { type: 'string', default: '3' },
      url: { type: 'string' },
      zone: { type: 'string', default: 'Europe/Berlin' },
      filter: { type: 'string', multiple: true, default: [] },
    },
  });
  const calls = Number(values.calls);
  const flags = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const postgres = values.url === undefined ? await startPostgres({ flags }) : { url: values.url, stop: () => {} };
  // One connection, so that its CPU is that of the work.
  const database = new LlmDatabase({ database: { url: postgres.url, poolSize: 1 }, migrate: true });
  try {
    if (await isEmpty(database)) {
      await loadCalls(database, {
        calls,
        days: DAYS,
        onProgress: (done) => console.error(`${done} of ${calls} loaded`),
      });
      await refreshRollups(database, { eager: true, timeZone: values.zone });
      await database.query(`VACUUM ANALYZE ${TABLES.join(', ')}`);
    }
    const upkeep = await measureUpkeep(database, calls);
    console.log(
      `${calls} calls over ${DAYS} days; times in ms, of ${values.runs} runs; of the rows, read with all processors, the median of ${values['row-runs']}. CPU: Node and PostgreSQL together, the mean.\n`,
    );
    console.log(
      '| answer | p50 | p95 | CPU | from the rows | their CPU | times faster (p50) | times less CPU |\n| --- | --- | --- | --- | --- | --- | --- | --- |',
    );
    const stats = new LlmStatsService(database, { timeZone: values.zone });
    for (const answer of ANSWERS)
      console.log(await measured(database, stats, answer, Number(values.runs), Number(values['row-runs'])));
    const view = {
      timeZone: values.zone,
      filters: Object.fromEntries(values.filter.map((filter) => filter.split('='))),
    };
    for await (const line of measureDashboard(database, stats, view, Number(values.runs))) console.log(line);
    console.log(`\n${upkeep}`);
    for await (const line of measureRemoval(database, timesOf)) console.log(line);
  } finally {
    await database.close();
    await postgres.stop();
  }
}

async function isEmpty(database) {
  return (await database.query('SELECT 1 FROM llm_calls LIMIT 1')).length === 0;
}

async function measured(database, stats, { name, ask, days, sql }, runs, rowRuns) {
  await ask(stats);
  const asked = await timesOf(database, runs, () => ask(stats));
  const bound = callIdBound(new Date(Date.now() - days * DAY_MS));
  const [p50, p95] = [share(asked.times, 0.5), share(asked.times, 0.95)];
  const cells = [p50, p95, asked.cpu].map((ms) => ms.toFixed(1));
  // With `--row-runs 0` rows are not asked.
  if (rowRuns === 0) return `| ${name} | ${cells.join(' | ')} | – | – | – | – |`;
  const askRows = () => database.query(sql, [bound]);
  const ofRows = share((await timesOf(database, rowRuns, askRows)).times, 0.5);
  // The CPU of one process can be measured; several take more in all.
  await database.query('SET max_parallel_workers_per_gather = 0');
  const { cpu } = await timesOf(database, 1, askRows);
  await database.query('RESET max_parallel_workers_per_gather');
  const compared = [ofRows, cpu, ofRows / p50, cpu / asked.cpu].map((value) => value.toFixed(0));
  return `| ${name} | ${[...cells, ...compared].join(' | ')} |`;
}

/** All that the dashboard asks when a page is opened, of each time that it offers. */
async function* measureDashboard(database, stats, view, runs) {
  const ranges = rangesAt(Date.now(), view);
  const where = Object.entries(view.filters).map(([name, value]) => `, ${name} ${value}`);
  yield `\nWhat the dashboard asks in ${view.timeZone}${where.join('')}, of each time that it offers: p50 and p95 in ms, of ${runs} runs.\n`;
  yield `| question | ${ranges.map(({ name }) => name).join(' | ')} |\n| --- |${' --- |'.repeat(ranges.length)}`;
  for (const [question, ask] of Object.entries(DASHBOARD_QUESTIONS)) {
    const cells = [];
    for (const range of ranges) {
      await ask(stats, range);
      const { times } = await timesOf(database, runs, () => ask(stats, range));
      cells.push([share(times, 0.5), share(times, 0.95)].map((ms) => ms.toFixed(0)).join(' / '));
    }
    yield `| ${question} | ${cells.join(' | ')} |`;
  }
}

/** Making yesterday's rollups, by the hour and by the day, and a week's, against writing calls as the package does: CPU of each call. */
async function measureUpkeep(database, calls) {
  const calendar = await readCalendar((sql, values) => database.query(sql, values));
  const last = (period) => calendar.at(period, calendar.at(period, Date.now()).start - 1);
  const week = await build(database, 'week', last('week'));
  const day = await build(database, 'hour', last('day'));
  // A day that ends a week brings that about, too.
  const ofDay = day.cpu - (last('day').end === last('week').end ? week.cpu : 0);
  const made = (ofDay / day.calls + week.cpu / week.calls) * 1_000;
  await database.query(`VACUUM ANALYZE ${TABLES.join(', ')}`);
  const sizes = await Promise.all(TABLES.map((table) => sizeOf(database, table)));
  const rows = await sizeOf(database, 'llm_calls');
  const perMillion = (bytes) => `${(((bytes / calls) * 1e6) / 2 ** 20).toFixed(1)} MiB`;
  const written = [];
  for (const { name, texts } of WRITTEN) {
    const cpu = await cpuOfWriting(database, texts);
    written.push(
      `| writing a call ${name} | ${cpu.toFixed(0)} µs of CPU, of which summing takes ${((made / cpu) * 100).toFixed(1)} % |`,
    );
  }
  return [
    `| upkeep | |\n| --- | --- |`,
    `| summing a call, by hour, by day and by week | ${made.toFixed(1)} µs of CPU |`,
    ...written,
    `| rollups, per million calls | ${perMillion(sizes.reduce((a, b) => a + b))} |`,
    ...TABLES.map((table, index) => `| – ${table} | ${perMillion(sizes[index])} |`),
    `| rows without texts, per million calls | ${perMillion(rows)} |`,
  ].join('\n');
}

/** What it takes to build a time that is noted as changed, in ms of CPU, and its calls. */
async function build(database, noted, { start, end }) {
  const bounds = [new Date(start), new Date(end)];
  await database.query(
    `INSERT INTO llm_changed_${noted}s (${noted}) SELECT generate_series($1::timestamptz, $2::timestamptz - interval '1 hour', interval '1 ${noted}')`,
    bounds,
  );
  const [{ n }] = await database.query(
    'SELECT count(*)::int AS n FROM llm_calls WHERE id >= $1 AND id < $2',
    bounds.map(callIdBound),
  );
  const { cpu } = await timesOf(database, 1, () => refreshRollups(database, { eager: true }));
  return { cpu, calls: n };
}

/** Batches of 1,000, as the package writes them. */
async function cpuOfWriting(database, texts) {
  const writer = new CallWriter(database);
  const batches = Array.from({ length: 20 }, (_none, batch) =>
    Array.from({ length: 1_000 }, (_no, n) =>
      lineOf({
        ...texts(batch * 1_000 + n),
        id: newCallId(),
        status: 'success',
        callType: 'chat',
        provider: 'openai',
        model: 'gpt-4o',
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
  const { cpu } = await timesOf(database, batches.length, (run) => writer.write(batches[run]));
  await database.query(`DELETE FROM llm_calls WHERE trace_id LIKE 'written-%' AND id >= $1`, [
    callIdBound(new Date(Date.now() - DAY_MS)),
  ]);
  await database.query('VACUUM llm_calls');
  return cpu;
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

/** Times in ms, and the mean CPU of this process and of the one that PostgreSQL has for the connection. */
async function timesOf(database, runs, work) {
  const times = [];
  const [{ pid }] = await database.query('SELECT pg_backend_pid() AS pid');
  const before = cpuOf(pid);
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    await work(run);
    times.push(performance.now() - started);
  }
  return { times, cpu: (cpuOf(pid) - before) / runs };
}

function cpuOf(pid) {
  const { user, system } = process.cpuUsage();
  // Linux only; in ns.
  const [ofBackend] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
  return (user + system) / 1e3 + Number(ofBackend) / 1e6;
}

function share(times, part) {
  return [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))];
}
