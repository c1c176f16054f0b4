import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, onPglite } from '../support/database.js';
import { ApplicationProcess, killApplications } from './support/application-process.js';
import { report } from './support/figures.js';
import { Ledger } from './support/ledger.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { temporaryFolder } from './support/temporary.js';

const MIB = 1024 * 1024;
const AWAY_MS = scaled(2_000, 30_000);
const CALLS_PER_SECOND = 1_000;
const MAX_BUFFERED = MIB;
const MAX_JOURNAL = 2 * MIB;

(onPglite ? describe.skip : describe)('a caller whose log has nowhere to write', () => {
  let journals: ReturnType<typeof temporaryFolder>;

  beforeEach(() => {
    journals = temporaryFolder();
  });

  afterEach(async () => {
    await killApplications();
    journals.remove();
  });

  function spawn(): ApplicationProcess {
    const journalDirectory = join(journals.path, 'a-file');
    writeFileSync(journalDirectory, '');
    const delivery = { journalDirectory, shutdownTimeoutMs: 500 };
    const options = { database: { url: 'postgres://x@127.0.0.1:1/x' }, delivery };
    return ApplicationProcess.spawn({ options }, new Ledger(), { script: 'callers' });
  }

  async function finished(app: ApplicationProcess): Promise<void> {
    while (!app.complaints.includes('callers: ')) await sleep(50);
  }

  it(
    'gets the same results',
    async () => {
      const app = spawn();
      await finished(app);
      expect(app.complaints).toContain('callers: {"differences":[],"rejections":0}');
      expect(app.complaints.match(/There is no journal/g)).toHaveLength(1);
    },
    PATIENCE_MS,
  );

  it(
    'ends by itself',
    async () => {
      const app = spawn();
      await finished(app);
      expect(await Promise.race([app.ended, sleep(5_000)])).toEqual({ code: 0, signal: null });
    },
    PATIENCE_MS,
  );

  it(
    'has its memory and its disk bounded, and what goes for it is counted',
    async () => {
      const database = await createTestDatabase();
      const proxy = await TcpProxy.start(database.url);
      const ledger = new Ledger();
      const delivery = {
        journalDirectory: journals.path,
        maxBufferedBytes: MAX_BUFFERED,
        maxJournalBytes: MAX_JOURNAL,
      };
      const load = { callsPerSecond: CALLS_PER_SECOND, textBytes: 2_000 };
      const app = await ApplicationProcess.start({ options: { database: { url: proxy.url }, delivery }, load }, ledger);
      proxy.refuse(true);
      await sleep(1_000);
      const { rss: before } = await app.ask<NodeJS.MemoryUsage>('memory');
      let [mostBuffered, mostJournal] = [0, 0];
      for (const began = performance.now(); performance.now() - began < AWAY_MS; await sleep(50)) {
        const { queuedBytes, journal } = await app.report();
        mostBuffered = Math.max(mostBuffered, queuedBytes);
        mostJournal = Math.max(mostJournal, journal!.bytes);
      }
      const { rss: after } = await app.ask<NodeJS.MemoryUsage>('memory');
      proxy.refuse(false);
      await app.ask('stopLoad');
      const { droppedRecords, droppedTexts, refusedRecords, status } = await app.drained();
      const { acknowledged, stored, lost, doubled, wrongText } = await ledger.compare(database);
      const rejections = await app.ask('rejections');
      await app.kill();
      await proxy.close();
      await database.drop();

      expect(mostBuffered).toBeLessThanOrEqual(MAX_BUFFERED);
      // Room is made in the background, while calls go on: on a busy machine a moment later.
      expect(mostJournal).toBeLessThanOrEqual(MAX_JOURNAL * 2);
      expect(after - before).toBeLessThan(100 * MIB);
      expect(status).toBe('down');
      expect(droppedTexts).toBeGreaterThan(0);
      expect({ doubled, refusedRecords, rejections }).toEqual({ doubled: [], refusedRecords: 0, rejections: 0 });
      expect(stored + lost.length).toBe(acknowledged);
      expect(lost.length).toBeLessThanOrEqual(droppedRecords);
      expect(wrongText.length).toBeLessThanOrEqual(droppedTexts + droppedRecords);
      const bounds = `bounds of 1 MiB memory and 2 MiB journal: ${droppedTexts.toLocaleString('en')} texts and ${droppedRecords.toLocaleString('en')} events dropped, all counted`;
      const extent = `${AWAY_MS / 1_000} s at 1,000 calls/s, database away`;
      report({
        fault: 'more than memory and journal may hold',
        extent,
        acknowledged,
        lost: lost.length,
        doubled: 0,
        remarks: bounds,
      });
    },
    PATIENCE_MS,
  );
});
