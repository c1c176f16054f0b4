import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmLoggingModule } from 'nestjs-llm-logging';
import { refreshRollups } from '../libs/llm-logging/dist/rollups/build/refresh-rollups.js';
import { LlmDatabase } from '../libs/llm-logging/dist/storage/llm-database.js';
import { findChromium, launchChromium } from '../test/browser/support/chromium.mjs';
import { startPostgres } from '../test/support/postgres.mjs';
import { STEPS, visit } from './dashboard/visit.mjs';
import { loadCalls } from './stats/load.mjs';

const DAYS = 90;
const FEW = 1_000;

/** Opens the dashboard in a browser on many calls and on few, in turn, and prints how much longer each step takes with many. */
export async function main(args) {
  const { values } = parseArgs({
    args,
    options: { calls: { type: 'string', default: '1000000' }, runs: { type: 'string', default: '7' } },
  });
  if (findChromium() === undefined)
    throw new Error('There is no chromium in PATH: install it, or leave this bench out.');
  const [many, runs] = [Number(values.calls), Number(values.runs)];
  const postgres = await startPostgres({ flags: ['-c', 'shared_buffers=1GB', '-c', 'max_wal_size=4GB'] });
  const apps = [];
  const browser = await launchChromium();
  try {
    for (const calls of [FEW, many]) apps.push(await startApplication(await databaseOf(postgres, calls)));
    const times = apps.map(() => []);
    // The first visit of each is to warm up.
    for (let run = 0; run <= runs; run += 1)
      for (const [index, app] of apps.entries()) {
        const visited = await visit(browser, `${await app.getUrl()}/admin/llm/`);
        if (run > 0) times[index].push(visited);
      }
    print(times, many);
  } finally {
    await browser.close();
    for (const app of apps) await app.close();
    await postgres.stop();
  }
}

async function databaseOf(postgres, calls) {
  const admin = new LlmDatabase({ database: { url: postgres.url, poolSize: 1 }, migrate: false });
  await admin.query(`CREATE DATABASE dashboard_${calls}`);
  await admin.close();
  const url = postgres.url.replace(/\/postgres$/, `/dashboard_${calls}`);
  const database = new LlmDatabase({ database: { url, poolSize: 1 }, migrate: true });
  await loadCalls(database, { calls, days: DAYS, onProgress: (done) => console.error(`${done} of ${calls} loaded`) });
  await refreshRollups(database, { eager: true });
  await database.query('VACUUM ANALYZE');
  await database.close();
  return url;
}

async function startApplication(url) {
  class AppModule {}
  Module({ imports: [LlmLoggingModule.forRoot({ database: { url }, admin: { public: true, rateLimit: false } })] })(
    AppModule,
  );
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  return app;
}

function print([few, many], calls) {
  console.log(
    `${calls} calls over ${DAYS} days, against ${FEW} over as many, in turn; the median of ${many.length} visits each.\n`,
  );
  console.log(`| step | times as long as with ${FEW} calls |\n| --- | --- |`);
  for (const step of STEPS) console.log(`| ${step} | ${(median(many, step) / median(few, step)).toFixed(2)}× |`);
}

function median(visits, step) {
  const times = visits.map((visited) => visited[step]).sort((a, b) => a - b);
  return times[times.length >> 1];
}
