import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { onPglite } from '../support/database.js';
import { ApplicationProcess } from './support/application-process.js';
import { faultBed } from './support/bed.js';
import { reportComparison } from './support/figures.js';
import { KEPT } from './support/ledger.js';
import { PATIENCE_MS, scaled } from './support/scale.js';

const SILENCES = 4;
const WITHIN_MS = scaled(2_000, 8_000);
/** The long form waits for as long as statements may take by default. */
const LIMIT = scaled('?query_timeout=1000', '');

(onPglite ? describe.skip : describe)('connections that carry nothing any more and do not end', () => {
  const bed = faultBed();

  it(
    'are closed and replaced, so that calls are stored',
    async () => {
      const options = {
        database: { url: `${bed.proxy.url}${LIMIT}` },
        delivery: { journalDirectory: bed.journals },
      };
      const app = await ApplicationProcess.start({ options, load: { callsPerSecond: 300 } }, bed.ledger);
      for (let silence = 0; silence < SILENCES; silence += 1) {
        await sleep(WITHIN_MS / SILENCES);
        bed.proxy.goSilent();
      }
      const began = performance.now();
      await app.ask('stopLoad');
      const report = await app.drained();
      const seconds = (performance.now() - began) / 1_000;
      const comparison = await bed.ledger.compare(bed.database);

      expect(bed.proxy.cuts).toBeGreaterThanOrEqual(SILENCES);
      expect(comparison).toMatchObject({ ...KEPT, unacknowledged: 0, stored: bed.ledger.size });
      expect(report).toMatchObject({ droppedRecords: 0, droppedTexts: 0, refusedRecords: 0, status: 'up' });
      expect(await app.close()).toEqual({ code: 0, signal: null });
      const extent = `${SILENCES} times in ${WITHIN_MS / 1_000} s at 300 calls/s`;
      reportComparison('connections dropped silently', extent, comparison, `caught up in ${seconds.toFixed(1)} s`);
    },
    PATIENCE_MS,
  );
});
