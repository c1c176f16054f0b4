import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { onPglite } from '../support/database.js';
import { ApplicationProcess } from './support/application-process.js';
import { faultBed } from './support/bed.js';
import { reportComparison } from './support/figures.js';
import { KEPT } from './support/ledger.js';
import { PATIENCE_MS, scaled } from './support/scale.js';

const ROUNDS = scaled(1, 10);
const BY_SIGTERM = { code: null, signal: 'SIGTERM' };

(onPglite ? describe.skip : describe)('an application that gets a signal to end', () => {
  const bed = faultBed();

  function application(callsPerSecond = 500): Promise<ApplicationProcess> {
    // Nothing is written before shutdown unless a batch is full.
    const delivery = { journalDirectory: bed.journals, flushIntervalMs: 60_000, shutdownTimeoutMs: 5_000 };
    const options = { database: { url: bed.proxy.url }, delivery };
    const load = callsPerSecond === 0 ? undefined : { callsPerSecond };
    return ApplicationProcess.start({ options, load, shutdownHooks: true }, bed.ledger);
  }

  it(
    'stores everything before it does',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const app = await application();
        await sleep(500 + Math.random() * 500);
        expect(await app.signal('SIGTERM')).toEqual(BY_SIGTERM);
      }
      const comparison = await bed.ledger.compare(bed.database);
      expect(bed.ledger.size).toBeGreaterThan(ROUNDS * 100);
      expect(comparison).toMatchObject({ ...KEPT, unacknowledged: 0, stored: bed.ledger.size });
      expect(readdirSync(bed.journals)).toEqual([]);
      reportComparison('SIGTERM under load', `${ROUNDS} times at 500 calls/s`, comparison);
    },
    PATIENCE_MS,
  );

  it(
    'leaves to its next start what a database that is away does not take, within its deadline',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const app = await application();
        await sleep(300);
        bed.proxy.refuse(true);
        await sleep(500);
        expect(await app.signal('SIGTERM')).toEqual(BY_SIGTERM);
        expect(app.complaints).toMatch(/is in the journal, for the next start/);
        bed.proxy.refuse(false);
      }
      expect((await bed.ledger.compare(bed.database)).lost).not.toEqual([]);

      const next = await application(0);
      const report = await next.drained();
      const comparison = await bed.ledger.compare(bed.database);
      expect(comparison).toMatchObject({ ...KEPT, unacknowledged: 0, stored: bed.ledger.size });
      expect(report).toMatchObject({ droppedRecords: 0, droppedTexts: 0, refusedRecords: 0, corruptLines: 0 });
      expect(report.replayedRecords).toBeGreaterThan(0);
      expect(await next.signal('SIGTERM')).toEqual(BY_SIGTERM);
      expect(readdirSync(bed.journals)).toEqual([]);
      reportComparison('SIGTERM with the database away', `${ROUNDS} times at 500 calls/s`, comparison);
    },
    PATIENCE_MS,
  );
});
