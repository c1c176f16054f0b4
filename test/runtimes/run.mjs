// npm run test:runtimes [-- 'node 22' bun]: what a runtime may do otherwise, on each, and a table.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../support/postgres.mjs';
import { programOf, RUNTIMES } from './runtimes.mjs';

const HERE = import.meta.dirname;
const TIMEOUT_MS = 180_000;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in RUNTIMES));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are ${Object.keys(RUNTIMES).join(', ')}.`);
  process.exit(2);
}

const server = await startPostgres();
const rows = {};
try {
  for (const name of wanted.length > 0 ? wanted : Object.keys(RUNTIMES)) rows[name] = await runOn(programOf(name));
} finally {
  await server.stop();
}
console.table(rows);
process.exitCode = Object.values(rows).every(({ failed }) => failed === '') ? 0 : 1;

async function runOn(program) {
  const said = run(program, [join(HERE, 'checks.mjs'), await newDatabase()]);
  const { version = '', passed = [], failed = [['it ends', said.problem]] } = JSON.parse(said.output || '{}');
  const clients = clientsOn(program);
  const streams = await streamsOn(program);
  const ended = await endedBySigterm(program);
  const all = [...failed, ...clients.failed, ...streams.failed, ...ended.failed];
  for (const [check, problem] of all) console.error(`${program}: ${check}: ${problem}`);
  return {
    version,
    passed: passed.length + clients.passed + streams.passed + ended.passed,
    failed: all.map(([check]) => check).join(', '),
  };
}

/** What `capture.auto` sees of each client. Bun has its own of each, without Node's channels. */
function clientsOn(program) {
  if (program.endsWith('bun')) return { passed: 0, failed: [] };
  const { output, problem } = run(program, [join(HERE, 'clients.mjs')]);
  const { passed = [], failed = [['clients', problem]] } = JSON.parse(output || '{}');
  return { passed: passed.length, failed };
}

/** Web streams, read in every way: each row is whole. */
async function streamsOn(program) {
  const url = await newDatabase();
  const { problem } = run(program, [join(HERE, '../capture/web-streams.mjs'), url]);
  const calls = await query(url, 'SELECT tags[1] AS way, status, response FROM llm_calls');
  const failed = calls
    .filter(({ status }) => status !== 'success')
    .map(({ way, status }) => [`stream: ${way}`, status]);
  if (calls.length === 0) failed.push(['streams', problem]);
  return { passed: calls.length - failed.length, failed };
}

/** A signal that ends the process loses no call. */
async function endedBySigterm(program) {
  const url = await newDatabase();
  const { problem } = run(program, [join(HERE, '../capture/script.mjs'), url, 'exit by SIGTERM']);
  const [{ calls }] = await query(url, 'SELECT count(*)::int AS calls FROM llm_calls').catch(() => [{ calls: 0 }]);
  return calls === 500
    ? { passed: 1, failed: [] }
    : { passed: 0, failed: [['SIGTERM', `${calls} of 500 calls. ${problem}`]] };
}

function run(program, args) {
  const { stdout, stderr, status, signal, error } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const output = (stdout ?? '').trim().split('\n').at(-1);
  return {
    output: output.startsWith('{') ? output : '',
    problem: `${error ?? ''} ended with ${status ?? signal}. ${stderr}`,
  };
}

async function newDatabase() {
  const name = `runtime_${randomBytes(6).toString('hex')}`;
  await query(server.url, `CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = name;
  return url.href;
}

async function query(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
