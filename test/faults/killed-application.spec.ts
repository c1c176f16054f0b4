import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { ApplicationProcess, killApplications } from './support/application-process.js';
import { reportComparison } from './support/figures.js';
import { KEPT, Ledger } from './support/ledger.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { emptied, temporaryFolder } from './support/temporary.js';

const KILLS = scaled(3, 100);

(onPglite ? describe.skip : describe)('an application that is killed', () => {
  let database: TestDatabase;
  let journals: ReturnType<typeof temporaryFolder>;

  beforeEach(async () => {
    database = await createTestDatabase();
    journals = temporaryFolder();
  });

  afterEach(async () => {
    await killApplications();
    journals.remove();
    await database.drop();
  });

  it(
    'loses nothing that it has acknowledged',
    async () => {
      const ledger = new Ledger();
      const options = { database: { url: database.url }, delivery: { journalDirectory: journals.path } };
      for (let kill = 0; kill < KILLS; kill += 1) {
        const settings = { options, load: { callsPerSecond: 500, textBytes: 2_000 } };
        const application = await ApplicationProcess.start(settings, ledger);
        await sleep(Math.random() * 600);
        await application.kill();
      }
      const last = await ApplicationProcess.start({ options }, ledger);
      await emptied(journals.path);
      const report = await last.settled();
      const comparison = await ledger.compare(database);

      expect(ledger.size).toBeGreaterThan(KILLS * 20);
      expect(comparison).toMatchObject(KEPT);
      // Of each life at most one event was accepted whose acknowledgement the kill cut off.
      expect(comparison.unacknowledged).toBeLessThanOrEqual(KILLS);
      expect(report).toMatchObject({ droppedRecords: 0, droppedTexts: 0, refusedRecords: 0, durability: 'journal' });
      expect(await database.query('SELECT * FROM llm_refused_calls')).toEqual([]);
      // What the dead left behind is gone once it is stored.
      expect(readdirSync(journals.path)).toHaveLength(1);
      expect(await last.close()).toEqual({ code: 0, signal: null });
      reportComparison('`kill -9` of the application', `${KILLS} kills at 500 calls/s`, comparison);
    },
    PATIENCE_MS,
  );
});
