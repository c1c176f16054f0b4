import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { callsOf } from './calls.mjs';
import { openLog } from './log.mjs';

const CALLS_PER_SECOND = 1_000;
const TEXT_BYTES = 20_000;
const TICK_MS = 10;

const NOTHING = {
  start: () => Promise.resolve(''),
  complete: () => Promise.resolve(),
  commit: () => Promise.resolve(),
};

/** The process of one paced load: 1,000 calls a second with 20 KB of text each, logged or not, and how long the event loop was blocked. */
process.once('message', async ({ url, seconds }) => {
  const log = url === undefined ? NOTHING : await openLog({ database: { url } });
  const calls = callsOf(500, TEXT_BYTES, 'paced');
  await run(log, calls, 2);
  await log.commit();
  globalThis.gc();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await run(log, calls, seconds);
  delay.disable();
  await log.commit();
  process.send({ p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6 });
});

/** Calls are spread over the time as they come from users: some in each tick, each under way for some 20 ms. */
async function run(log, calls, seconds) {
  const began = performance.now();
  const total = CALLS_PER_SECOND * seconds;
  let made = 0;
  while (made < total) {
    const due = Math.min(total, ((performance.now() - began) / 1_000) * CALLS_PER_SECOND);
    for (; made < due; made += 1) void oneCall(log, calls[made % calls.length]);
    await sleep(TICK_MS);
  }
  await sleep(100);
}

async function oneCall(log, call) {
  const running = log.start(call);
  await sleep(20);
  await log.complete(await running, call);
}
