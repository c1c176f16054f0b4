import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { ApplicationProcess, killApplications } from './support/application-process.js';
import { reportComparison } from './support/figures.js';
import { KEPT, Ledger } from './support/ledger.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { temporaryFolder } from './support/temporary.js';

const ROUNDS = scaled(1, 10);
const BY_SIGTERM = { code: null, signal: 'SIGTERM' };

(onPglite ? describe.skip : describe)('an application that is told to end', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let ledger: Ledger;
  let journals: ReturnType<typeof temporaryFolder>;

  beforeEach(async () => {
    database = await createTestDatabase();
    proxy = await TcpProxy.start(database.url);
    ledger = new Ledger();
    journals = temporaryFolder();
  });

  afterEach(async () => {
    await killApplications();
    await proxy.close();
    journals.remove();
    await database.drop();
  });

  function application(callsPerSecond = 500): Promise<ApplicationProcess> {
    // Nothing is written before shutdown unless a batch is full.
    const delivery = { journalDirectory: journals.path, flushIntervalMs: 60_000, shutdownTimeoutMs: 5_000 };
    const options = { database: { url: proxy.url }, delivery };
    const load = callsPerSecond === 0 ? undefined : { callsPerSecond };
    return ApplicationProcess.start({ options, load, shutdownHooks: true }, ledger);
  }

  it(
    'stores everything before it does',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const app = await application();
        await sleep(500 + Math.random() * 500);
        expect(await app.signal('SIGTERM')).toEqual(BY_SIGTERM);
      }
      const comparison = await ledger.compare(database);
      expect(ledger.size).toBeGreaterThan(ROUNDS * 100);
      expect(comparison).toMatchObject({ ...KEPT, unacknowledged: 0, stored: ledger.size });
      expect(readdirSync(journals.path)).toEqual([]);
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
        proxy.refuse(true);
        await sleep(500);
        expect(await app.signal('SIGTERM')).toEqual(BY_SIGTERM);
        expect(app.complaints).toMatch(/is in the journal, for the next start/);
        proxy.refuse(false);
      }
      expect((await ledger.compare(database)).lost).not.toEqual([]);

      const next = await application(0);
      const report = await next.settled();
      const comparison = await ledger.compare(database);
      expect(comparison).toMatchObject({ ...KEPT, unacknowledged: 0, stored: ledger.size });
      expect(report).toMatchObject({ droppedRecords: 0, droppedTexts: 0, refusedRecords: 0, corruptLines: 0 });
      expect(report.replayedRecords).toBeGreaterThan(0);
      expect(await next.signal('SIGTERM')).toEqual(BY_SIGTERM);
      expect(readdirSync(journals.path)).toEqual([]);
      reportComparison('SIGTERM with the database away', `${ROUNDS} times at 500 calls/s`, comparison);
    },
    PATIENCE_MS,
  );
});
