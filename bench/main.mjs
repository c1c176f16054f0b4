import { execFileSync, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startPostgres } from '../test/support/postgres.mjs';
import { measureParsing } from './support/parsing.mjs';
import { delayGoals, goalsOf, printTable } from './support/report.mjs';
import { startSpanSink } from './support/span-sink.mjs';

const PARTS = {
  stats: () => import('./stats.mjs'),
  dashboard: () => import('./dashboard.mjs'),
  redaction: () => import('./redaction.mjs'),
  clients: () => import('./clients.mjs'),
  spans: () => import('./spans.mjs'),
  citus: () => import('./citus.mjs'),
  budgets: () => import('./budgets.mjs'),
  cli: () => import('./cli.mjs'),
  imports: () => import('./imports.mjs'),
};
const part = PARTS[process.argv[2]];
if (part !== undefined) {
  await (await part()).main(process.argv.slice(3));
  process.exit();
}

/** Those that goals compare are neighbours, so that they meet the same moment of the machine. */
const CONTESTANTS = [
  'langfuse-large-queue',
  'nestjs-llm-logging',
  'raw-copy',
  'nestjs-llm-logging-memory',
  'raw-batch-insert',
  'langfuse',
  'insert-per-call',
  'typeorm-save-per-call',
];

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '12000' },
    burst: { type: 'string', default: '500' },
    bytes: { type: 'string', default: '2048' },
    rounds: { type: 'string', default: '5' },
    check: { type: 'boolean', default: false },
  },
});
const load = { calls: Number(values.calls), burst: Number(values.burst), bytes: Number(values.bytes) };

const postgres = await startPostgres({
  flags: ['-c', 'fsync=on', '-c', 'max_wal_size=4GB', '-c', 'shared_buffers=512MB'],
});
const sink = await startSpanSink();
/** Of each round, by contestant. */
const runs = [];
const delays = [];
try {
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    runs.push(new Map());
    for (const contestant of rotated(CONTESTANTS, round)) runs.at(-1).set(contestant, await run(contestant));
    delays.push({ logged: await pacedLoad(await newDatabase('paced')), plain: await pacedLoad(undefined) });
    console.error(`round ${round} of ${values.rounds} done`);
  }
} finally {
  await sink.stop();
  await postgres.stop();
}
const goals = [...goalsOf(runs), ...delayGoals(delays), ...measureParsing()];
printTable(CONTESTANTS, runs, load, goals);
const missed = goals.filter(({ reached }) => !reached);
if (values.check && missed.length > 0) process.exitCode = 1;

/** Another one begins in each round. */
function rotated(list, by) {
  const first = by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

/** One contestant in a new process on a new database. */
async function run(contestant) {
  const url = await newDatabase(contestant);
  sink.reset();
  const result = await ask('./support/contestant.mjs', { contestant, url, sinkUrl: sink.url, load });
  return { ...result, arrived: contestant.startsWith('langfuse') ? sink.spans() : await completeRows(url) };
}

/** How the event loop fares while calls are logged there; without a database they are not. */
function pacedLoad(url) {
  return ask('./support/paced-load.mjs', { url, seconds: 8 });
}

/** What a new process answers. */
async function ask(script, question) {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), [], { execArgv: ['--expose-gc'] });
  const answer = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
    child.send(question);
  });
  child.removeAllListeners('exit');
  child.kill();
  return answer;
}

async function newDatabase(contestant) {
  const name = `bench_${contestant.replaceAll('-', '_')}_${Date.now()}`;
  await query(postgres.url, `CREATE DATABASE ${name}`);
  const url = postgres.url.replace(/\/postgres$/, `/${name}`);
  execFileSync(process.execPath, [
    fileURLToPath(new URL('../libs/llm-logging/dist/cli.js', import.meta.url)),
    'migrate',
    '--url',
    url,
  ]);
  return url;
}

async function completeRows(url) {
  const sql = `SELECT count(*)::int AS n FROM llm_calls WHERE status = 'success' AND prompt IS NOT NULL AND response IS NOT NULL AND total_tokens > 0 AND 'measured' = ANY (tags)`;
  return (await query(url, sql)).rows[0].n;
}

async function query(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
