import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { lineOf } from '../libs/llm-logging/dist/storage/writing/call-line.js';
import { LlmStatsService } from '../libs/llm-logging/dist/stats/llm-stats.service.js';
import { refreshRollups } from '../libs/llm-logging/dist/rollups/build/refresh-rollups.js';
import { distributeCalls } from '../libs/llm-logging/dist/storage/citus/distribute-calls.js';
import { LlmCallRepository } from '../libs/llm-logging/dist/calls/llm-call.repository.js';
import { LlmDatabase } from '../libs/llm-logging/dist/storage/llm-database.js';
import { CallWriter } from '../libs/llm-logging/dist/storage/writing/call-writer.js';
import { repriceCalls } from '../libs/llm-logging/dist/storage/writing/reprice-calls.js';
import { startPostgres } from '../test/support/postgres.mjs';
import { createOnNodes, databaseUrl, dropDatabase } from '../test/support/templates.mjs';
import { callsOf } from './citus/calls.mjs';
import { questionsOf } from './citus/questions.mjs';

const DAY_MS = 86_400_000;
const BATCH = 2_000;

/**
 * Stores the same calls on the cluster of CITUS_URL and on a plain PostgreSQL (DATABASE_URL, or one that it starts), asks both the same, and prints how
 * many times longer the cluster took. Answers that differ are named, and the exit code is 1.
 */
export async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      calls: { type: 'string', default: '200000' },
      days: { type: 'string', default: '40' },
      shards: { type: 'string', default: '4' },
      runs: { type: 'string', default: '3' },
    },
  });
  if (!process.env.CITUS_URL) throw new Error('Set CITUS_URL to the coordinator of a cluster: CONTRIBUTING.md.');
  const [calls, days, runs] = [Number(values.calls), Number(values.days), Number(values.runs)];
  const to = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const time = { from: to - days * DAY_MS, to };
  const plainServer = process.env.DATABASE_URL
    ? undefined
    : await startPostgres({ flags: ['-c', 'shared_buffers=256MB'] });
  const cluster = await clusterDatabase(Number(values.shards));
  const plain = contestant(
    new LlmDatabase({
      database: {
        url: plainServer?.url ?? process.env.DATABASE_URL,
        schema: `b_${randomBytes(4).toString('hex')}`,
        poolSize: 4,
      },
      migrate: true,
    }),
  );
  const compared = new Comparison(plain, cluster);
  try {
    for (const batch of batchesOf(callsOf(calls, time)))
      await compared.run('batches', ({ writer }) => writer.write(batch.map(lineOf)));
    await compared.run('rollups', ({ database }) => refreshRollups(database, { eager: true }));
    await compared.run('analysis', ({ database, table }) => database.query(`ANALYZE ${table}`));
    await askAll(compared, time, runs);
    const price = ({ promptTokens }) => (promptTokens ?? 0) / 1e6;
    const scope = { from: new Date(time.from), to: new Date(time.to), isDryRun: false };
    await compared.same('reprice', ({ database }) => repriceCalls(database, scope, price));
    await compared.same('erasure', ({ repository }) => repository.eraseUser('user-1'));
    await compared.same('erasure, anonymous', ({ repository }) =>
      repository.eraseUser('user-2', { mode: 'anonymise' }),
    );
    // One moment for both, though they are asked one after the other.
    const removedBefore = time.to - (days / 2 + 0.3) * DAY_MS;
    await compared.same('cleanup', ({ repository }) =>
      repository.cleanupOldLogs({ daysOld: (Date.now() - removedBefore) / DAY_MS }),
    );
    await compared.run('rollups', ({ database }) => refreshRollups(database, { eager: true }));
    await askAll(compared, time, 1);
  } finally {
    for (const { database, end } of [plain, cluster]) {
      await database.close();
      await end?.();
    }
    await plainServer?.stop();
  }
  compared.print(`${calls} calls over ${days} days, ${values.shards} shards`);
  if (compared.differing.length > 0) process.exitCode = 1;
}

async function askAll(compared, time, runs) {
  for (const { kind, name, ask } of questionsOf(time))
    for (let run = 0; run < runs; run += 1) await compared.same(kind, ask, name);
}

async function clusterDatabase(shards) {
  const [server, name] = [process.env.CITUS_URL, `bench_${randomBytes(4).toString('hex')}`];
  await createOnNodes(server, name);
  const database = new LlmDatabase({ database: { url: databaseUrl(server, name), poolSize: 4 }, migrate: true });
  await distributeCalls(database, { shards, concurrently: false });
  return { ...contestant(database), end: () => dropDatabase(server, name) };
}

function contestant(database) {
  return {
    database,
    writer: new CallWriter(database),
    stats: new LlmStatsService(database),
    repository: new LlmCallRepository(database, { retention: { holdTags: [] } }),
    table: database.schema === undefined ? 'llm_calls' : `"${database.schema}".llm_calls`,
  };
}

function* batchesOf(calls) {
  let batch = [];
  for (const call of calls) {
    batch.push(call);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

class Comparison {
  differing = [];
  #times = new Map();
  #asked = 0;

  constructor(plain, cluster) {
    this.contestants = [plain, cluster];
  }

  /** The same done by both, one after the other. @returns what came of it. */
  async run(kind, work) {
    const results = [];
    for (const [index, each] of this.contestants.entries()) {
      const started = performance.now();
      results.push(await work(each));
      const times = this.#times.get(kind) ?? [[], []];
      times[index].push(performance.now() - started);
      this.#times.set(kind, times);
    }
    return results;
  }

  async same(kind, work, name = kind) {
    const [plain, cluster] = (await this.run(kind, work)).map((result) => JSON.stringify(canonical(result)));
    this.#asked += 1;
    if (plain === cluster || this.differing.includes(name)) return;
    this.differing.push(name);
    console.error(`${name} differs:\n  ${plain.slice(0, 400)}\n  ${cluster.slice(0, 400)}`);
  }

  print(title) {
    console.log(
      `${title}. ${this.#asked} answers compared, ${this.differing.length} questions differ. Times of the cluster, plain PostgreSQL = 1:\n`,
    );
    console.log('| work | times as long (median) |\n| --- | --- |');
    for (const [kind, [plain, cluster]] of this.#times)
      console.log(`| ${kind} | ${median(cluster.map((ms, n) => ms / plain[n])).toFixed(1)} |`);
  }
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** What is as frequent comes in any order, and sums of floating-point numbers differ in their last digits. */
function canonical(value) {
  if (typeof value === 'number') return Number(value.toPrecision(10));
  if (value instanceof Map) return canonical([...value]);
  if (Array.isArray(value))
    return value.map(canonical).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (value instanceof Date || value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]) => [key, canonical(item)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
