import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { onPglite } from '../support/database.js';
import { ApplicationProcess } from './support/application-process.js';
import { faultBed } from './support/bed.js';
import { reportComparison } from './support/figures.js';
import { KEPT } from './support/ledger.js';
import { PATIENCE_MS, scaled } from './support/scale.js';

/** The long one outlasts the time that a statement waits for its locks. */
const LOCKED_MS = scaled(2_000, 45_000);

(onPglite ? describe.skip : describe)('a table that someone has locked', () => {
  let holder: pg.Client;

  // Before the bed's own, which drops the database.
  afterEach(() => holder.end());
  const bed = faultBed();
  beforeEach(async () => {
    holder = new pg.Client({ connectionString: bed.database.url });
    await holder.connect();
  });

  it(
    'is waited for while calls go on',
    async () => {
      const options = { database: { url: bed.database.url }, delivery: { journalDirectory: bed.journals } };
      const app = await ApplicationProcess.start({ options, load: { callsPerSecond: 300 } }, bed.ledger);
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE llm_calls IN ACCESS EXCLUSIVE MODE');
      const before = bed.ledger.size;
      await sleep(LOCKED_MS);
      const meanwhile = await app.report();
      const accepted = bed.ledger.size - before;
      await holder.query('COMMIT');
      await app.ask('stopLoad');
      const report = await app.drained();
      const comparison = await bed.ledger.compare(bed.database);

      expect(accepted).toBeGreaterThan(LOCKED_MS / 10);
      expect(meanwhile.queuedCalls + (meanwhile.journal?.backlogLines ?? 0)).toBeGreaterThan(accepted / 2);
      expect(comparison).toMatchObject({ ...KEPT, unacknowledged: 0, stored: bed.ledger.size });
      expect(report).toMatchObject({ droppedRecords: 0, droppedTexts: 0, refusedRecords: 0, status: 'up' });
      reportComparison('`llm_calls` locked (`ACCESS EXCLUSIVE`)', `${LOCKED_MS / 1_000} s at 300 calls/s`, comparison);
    },
    PATIENCE_MS,
  );
});
