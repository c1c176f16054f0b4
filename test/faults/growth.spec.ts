import { describe, expect, it } from '@jest/globals';
import { onPglite } from '../support/database.js';
import { ApplicationProcess, type ApplicationSettings } from './support/application-process.js';
import { faultBed } from './support/bed.js';
import { report } from './support/figures.js';
import { Ledger } from './support/ledger.js';
import { PATIENCE_MS, scaled } from './support/scale.js';

/** In the long form together an hour of ten calls a second. */
const CALLS_PER_ROUND = scaled(1_000, 6_000);
/** Until then what is remembered of a bounded number of calls fills up. */
const FIRST_CALLS = 12_000;
const ROUNDS = 6;
/** So many show what stays behind of them: eight times the bound. */
const LEAKING_CALLS = scaled(200, 6_000);
/** Less than a call's texts, and more than what the engine itself takes while it warms up. */
const MAX_BYTES_PER_CALL = 1_000;
const MAX_RSS_GROWTH = 96 * 1024 * 1024;

(onPglite ? describe.skip : describe)('the memory of an application', () => {
  const bed = faultBed();

  /** How the heap grows with each call after the first ones, and the process with all of them. */
  async function growth(
    leaks: boolean,
    firstCalls: number,
    callsPerRound: number,
  ): Promise<{ heapPerCall: number; rss: number }> {
    const options = { database: { url: bed.database.url }, delivery: { journalDirectory: bed.journals } };
    const settings: ApplicationSettings & { leaks: boolean } = { options, leaks };
    const app = await ApplicationProcess.start(settings, new Ledger(), { script: 'growth' });
    const samples = [await app.ask<NodeJS.MemoryUsage>('round', firstCalls)];
    for (let round = 0; round < ROUNDS; round += 1) samples.push(await app.ask('round', callsPerRound));
    const [first, last] = [samples[0]!, samples.at(-1)!];
    return {
      heapPerCall: (last.heapUsed - first.heapUsed) / (ROUNDS * callsPerRound),
      rss: last.rss - first.rss,
    };
  }

  it(
    'does not grow with the calls that it has made',
    async () => {
      const { heapPerCall, rss } = await growth(false, FIRST_CALLS, CALLS_PER_ROUND);
      expect(heapPerCall).toBeLessThan(MAX_BYTES_PER_CALL);
      expect(rss).toBeLessThan(MAX_RSS_GROWTH);
      const calls = FIRST_CALLS + ROUNDS * CALLS_PER_ROUND;
      const remarks = `${Math.round(heapPerCall)} bytes of heap and ${Math.round(rss / 1024 / 1024)} MiB in all more`;
      report({
        fault: 'many calls',
        extent: `${calls.toLocaleString('en')} calls`,
        acknowledged: calls,
        lost: 0,
        doubled: 0,
        remarks,
      });
    },
    2 * PATIENCE_MS,
  );

  it(
    'would be seen to grow if something of each fourth call stayed behind',
    async () => {
      expect((await growth(true, LEAKING_CALLS, LEAKING_CALLS)).heapPerCall).toBeGreaterThan(MAX_BYTES_PER_CALL);
    },
    2 * PATIENCE_MS,
  );
});
