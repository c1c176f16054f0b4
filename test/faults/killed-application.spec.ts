import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { onPglite } from '../support/database.js';
import { ApplicationProcess } from './support/application-process.js';
import { faultBed } from './support/bed.js';
import { reportComparison } from './support/figures.js';
import { KEPT } from './support/ledger.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { emptied } from './support/temporary.js';

const KILLS = scaled(3, 100);

(onPglite ? describe.skip : describe)('an application that is killed', () => {
  const bed = faultBed();

  it(
    'loses nothing that it has acknowledged',
    async () => {
      const options = { database: { url: bed.database.url }, delivery: { journalDirectory: bed.journals } };
      for (let kill = 0; kill < KILLS; kill += 1) {
        const settings = { options, load: { callsPerSecond: 500, textBytes: 2_000 } };
        const application = await ApplicationProcess.start(settings, bed.ledger);
        await sleep(Math.random() * 600);
        await application.kill();
      }
      const last = await ApplicationProcess.start({ options }, bed.ledger);
      await emptied(bed.journals);
      const report = await last.drained();
      const comparison = await bed.ledger.compare(bed.database);

      expect(bed.ledger.size).toBeGreaterThan(KILLS * 20);
      expect(comparison).toMatchObject(KEPT);
      // Of each life at most one event was accepted whose acknowledgement the kill cut off.
      expect(comparison.unacknowledged).toBeLessThanOrEqual(KILLS);
      expect(report).toMatchObject({ droppedRecords: 0, droppedTexts: 0, refusedRecords: 0, durability: 'journal' });
      expect(await bed.database.query('SELECT * FROM llm_refused_calls')).toEqual([]);
      // What the dead left behind is gone once it is stored.
      expect(readdirSync(bed.journals)).toHaveLength(1);
      expect(await last.close()).toEqual({ code: 0, signal: null });
      reportComparison('`kill -9` of the application', `${KILLS} kills at 500 calls/s`, comparison);
    },
    PATIENCE_MS,
  );
});
