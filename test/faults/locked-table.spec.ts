import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { ApplicationProcess, killApplications } from './support/application-process.js';
import { reportComparison } from './support/figures.js';
import { KEPT, Ledger } from './support/ledger.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { temporaryFolder } from './support/temporary.js';

/** The long one outlasts the time that a statement waits for its locks. */
const HELD_MS = scaled(2_000, 45_000);

(onPglite ? describe.skip : describe)('a table that someone has locked', () => {
  let database: TestDatabase;
  let journals: ReturnType<typeof temporaryFolder>;
  let holder: pg.Client;

  beforeEach(async () => {
    database = await createTestDatabase();
    journals = temporaryFolder();
    holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
  });

  afterEach(async () => {
    await killApplications();
    await holder.end();
    journals.remove();
    await database.drop();
  });

  it(
    'is waited for while calls go on',
    async () => {
      const ledger = new Ledger();
      const options = { database: { url: database.url }, delivery: { journalDirectory: journals.path } };
      const app = await ApplicationProcess.start({ options, load: { callsPerSecond: 300 } }, ledger);
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE llm_calls IN ACCESS EXCLUSIVE MODE');
      const before = ledger.size;
      await sleep(HELD_MS);
      const held = await app.report();
      const accepted = ledger.size - before;
      await holder.query('COMMIT');
      await app.ask('stopLoad');
      const report = await app.settled();
      const comparison = await ledger.compare(database);

      expect(accepted).toBeGreaterThan(HELD_MS / 10);
      expect(held.queuedCalls + (held.journal?.backlogLines ?? 0)).toBeGreaterThan(accepted / 2);
      expect(comparison).toMatchObject({ ...KEPT, unacknowledged: 0, stored: ledger.size });
      expect(report).toMatchObject({ droppedRecords: 0, droppedTexts: 0, refusedRecords: 0, status: 'up' });
      reportComparison('`llm_calls` locked (`ACCESS EXCLUSIVE`)', `${HELD_MS / 1_000} s at 300 calls/s`, comparison);
    },
    PATIENCE_MS,
  );
});
