import { setImmediate as turn } from 'node:timers/promises';
import { callsOf } from './calls.mjs';

/** The process of one contestant: warms up, makes the calls in bursts and reports what that took. */
process.once('message', async ({ contestant, url, sinkUrl, load }) => {
  const { open } = await import(`../contestants/${contestant}.mjs`);
  const log = await open({ url, sinkUrl });
  await makeCalls(log, callsOf(2_000, load.bytes, 'warm-up'), load.burst);
  await log.commit();
  const calls = callsOf(load.calls, load.bytes, 'measured');
  globalThis.gc();

  const cpu = process.cpuUsage();
  const started = performance.now();
  await makeCalls(log, calls, load.burst);
  const accepted = performance.now();
  await log.commit();
  const committed = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  await log.close?.();
  process.send({
    cpuPerCall: (user + system) / load.calls,
    acceptedPerMs: load.calls / (accepted - started),
    committedPerMs: load.calls / (committed - started),
  });
});

/** All calls of a burst are under way at once; a call takes one turn of the event loop. */
async function makeCalls(log, calls, burst) {
  for (let first = 0; first < calls.length; first += burst) {
    await Promise.all(
      calls.slice(first, first + burst).map(async (call) => {
        const running = log.start(call);
        await turn();
        await log.complete(await running, call);
      }),
    );
  }
}
