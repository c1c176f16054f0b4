import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmBudgetService, LlmLoggerService, LlmLoggingModule } from 'nestjs-llm-logging';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startPostgres } from '../test/support/postgres.mjs';

const FAR = { limitUsd: 1_000_000, window: 'month', onLimit: 'block', estimateUsd: 0.01 };
/** Each of them with a database of its own; a call counts in every budget. */
const MODES = {
  'no budget': [],
  'a budget that alerts': [{ ...FAR, name: 'one', onLimit: 'alert' }],
  'a budget that blocks': [{ ...FAR, name: 'one' }],
  'three that block, one for each user': [
    { ...FAR, name: 'one' },
    { ...FAR, name: 'two', match: { callType: 'bench' } },
    { ...FAR, name: 'three', per: 'user' },
  ],
};

/** What budgets cost a call: CPU far from a limit, and how long it waits near one. */
export async function main(args) {
  const options = { calls: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '7' } };
  const { values } = parseArgs({ args, options });
  const [calls, rounds] = [Number(values.calls), Number(values.rounds)];
  const postgres = await startPostgres();
  try {
    await printCpu(postgres.url, calls, rounds);
    await printWaits(postgres.url);
  } finally {
    await postgres.stop();
  }
}

async function printCpu(url, calls, rounds) {
  const logs = new Map();
  for (const [index, [mode, budgets]] of Object.entries(MODES).entries())
    logs.set(mode, await openLog(await newDatabase(url, `cpu_${index}`), budgets));
  const runs = new Map([...logs.keys()].map((mode) => [mode, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (const [mode, log] of rotated([...logs], round)) {
      const cpu = await cpuOfCalls(log.logger, calls);
      // The first round warms up.
      if (round > 0) runs.get(mode).push(cpu);
    }
  for (const { app } of logs.values()) await app.close();
  const plain = runs.get('no budget');
  console.log(`| ${calls} calls | CPU of the call | µs more | with storing it |\n| --- | --: | --: | --: |`);
  for (const [mode, own] of runs) {
    const more = median(own.map(({ call }, round) => call - plain[round].call));
    const ratio = (name) => `${median(own.map((run, round) => run[name] / plain[round][name])).toFixed(2)}×`;
    console.log(`| ${mode} | ${ratio('call')} | ${more.toFixed(1)} | ${ratio('whole')} |`);
  }
}

/** In µs a call: until all have ended, and until all are stored. */
async function cpuOfCalls(logger, calls) {
  globalThis.gc?.();
  const before = process.cpuUsage();
  const logged = { callType: 'bench', model: 'm', userId: 'u1' };
  for (let n = 0; n < calls; n += 1) await logger.logCall(logged, (call) => call.update({ estimatedCost: 0.01 }));
  const call = cpuSince(before) / calls;
  await logger.flush();
  return { call, whole: cpuSince(before) / calls };
}

function cpuSince(before) {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** A call alone, as times of a transaction that asks PostgreSQL for nothing. */
async function printWaits(url) {
  const database = await newDatabase(url, 'waits');
  const { app, logger } = await openLog(database, []);
  const budgets = app.get(LlmBudgetService);
  const pool = new pg.Pool({ connectionString: database, max: 1 });
  const transaction = async () => {
    const client = await pool.connect();
    for (const sql of ['BEGIN', 'SELECT 1', 'COMMIT']) await client.query(sql);
    client.release();
  };
  const call = () =>
    logger.logCall({ callType: 'waits', model: 'm' }, (active) => active.update({ estimatedCost: 0.01 }));
  const fill = async (estimatedCost) => {
    await logger.record({ callType: 'waits', model: 'm', estimatedCost });
    await logger.flush();
  };
  await budgets.define({ name: 'waits', limitUsd: 1_000, window: 'total', onLimit: 'block', estimateUsd: 0.01 });
  const empty = await timesOf(transaction, 300);
  const far = await timesOf(call, 300);
  await fill(900);
  const near = await timesOf(call, 300);
  await fill(200);
  const refused = await timesOf(() => call().catch(() => undefined), 300);
  await pool.end();
  await app.close();
  console.log('\n| a call waits, in empty transactions | p50 | p95 |\n| --- | --: | --: |');
  for (const [name, times] of Object.entries({ 'far from the limit': far, 'from three quarters on': near, refused }))
    console.log(
      `| ${name} | ${times.p50 / empty.p50 < 0.005 ? '0.00' : (times.p50 / empty.p50).toFixed(2)} | ${(times.p95 / empty.p50).toFixed(2)} |`,
    );
}

async function timesOf(work, count) {
  for (let n = 0; n < 20; n += 1) await work();
  const times = [];
  for (let n = 0; n < count; n += 1) {
    const begunAt = performance.now();
    await work();
    times.push(performance.now() - begunAt);
  }
  times.sort((a, b) => a - b);
  return { p50: times[count >> 1], p95: times[Math.floor(count * 0.95)] };
}

async function openLog(url, budgets) {
  class Bench {}
  Module({ imports: [LlmLoggingModule.forRoot({ database: { url }, delivery: { durability: 'memory' }, budgets })] })(
    Bench,
  );
  const app = await NestFactory.createApplicationContext(Bench, { logger: ['error'] });
  return { app, logger: app.get(LlmLoggerService) };
}

async function newDatabase(server, name) {
  const client = new pg.Client(server);
  await client.connect();
  await client.query(`CREATE DATABASE budgets_${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/budgets_${name}`;
  return url.href;
}

function rotated(items, by) {
  return items.map((_item, index) => items[(index + by) % items.length]);
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
