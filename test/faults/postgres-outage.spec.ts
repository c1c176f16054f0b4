import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onPglite } from '../support/database.js';
import { ApplicationProcess, killApplications } from './support/application-process.js';
import { reportComparison } from './support/figures.js';
import { KEPT, Ledger } from './support/ledger.js';
import { type Ending, PostgresServer } from './support/postgres-server.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { temporaryFolder } from './support/temporary.js';

const RESTARTS = scaled(1, 20);
const OUTAGE_MS = scaled(3_000, 60_000);
const OUTAGE_CALLS_PER_SECOND = 1_000;
const ENDINGS: readonly Ending[] = ['SIGKILL', 'SIGQUIT', 'SIGINT'];
const NOTHING_DROPPED = { droppedRecords: 0, droppedTexts: 0, refusedRecords: 0 };

(onPglite ? describe.skip : describe)('a PostgreSQL that goes away', () => {
  let server: PostgresServer;
  let journals: ReturnType<typeof temporaryFolder>;
  const ledger = (): Ledger => new Ledger();

  beforeEach(async () => {
    server = await PostgresServer.start();
    journals = temporaryFolder();
  });

  afterEach(async () => {
    await killApplications();
    journals.remove();
    await server.remove();
  });

  function application(book: Ledger, callsPerSecond: number, textBytes: number): Promise<ApplicationProcess> {
    const delivery = { journalDirectory: journals.path, maxBufferedBytes: 4 * 1024 * 1024 };
    const options = { database: { url: server.url }, delivery };
    return ApplicationProcess.start({ options, load: { callsPerSecond, textBytes } }, book);
  }

  it(
    'may be killed and started again under load',
    async () => {
      const book = ledger();
      const app = await application(book, 500, 2_000);
      for (let restart = 0; restart < RESTARTS; restart += 1) {
        await sleep(300 + Math.random() * 1_000);
        await server.end(ENDINGS[restart % ENDINGS.length]!);
        await sleep(Math.random() * 1_000);
        await server.start();
      }
      await app.ask('stopLoad');
      const report = await app.drained();
      const comparison = await book.compare(server);
      expect(comparison).toMatchObject({ ...KEPT, unacknowledged: 0, stored: book.size });
      expect(report).toMatchObject({ ...NOTHING_DROPPED, status: 'up', circuit: 'closed' });
      expect(await app.close()).toEqual({ code: 0, signal: null });
      reportComparison('PostgreSQL killed and started again', `${RESTARTS} times at 500 calls/s`, comparison);
    },
    PATIENCE_MS,
  );

  it(
    'may be away for long: memory stays bounded and the journal keeps the rest',
    async () => {
      const book = ledger();
      const app = await application(book, OUTAGE_CALLS_PER_SECOND, 2_000);
      await sleep(500);
      await server.end('SIGINT');
      await sleep(1_000);
      const { rss: before } = await app.ask<NodeJS.MemoryUsage>('memory');
      await sleep(OUTAGE_MS - 1_000);
      const away = await app.report();
      const { rss: after } = await app.ask<NodeJS.MemoryUsage>('memory');
      await server.start();
      await app.ask('stopLoad');
      const began = performance.now();
      const report = await app.drained();
      const seconds = (performance.now() - began) / 1_000;
      const comparison = await book.compare(server);

      // Half open while it is tried again.
      expect(away).toMatchObject({ ...NOTHING_DROPPED, circuit: expect.stringMatching(/open$/) });
      expect(away.status).not.toBe('up');
      expect(away.lastError).toEqual(expect.any(String));
      expect(away.oldestQueuedMs).toBeGreaterThan(OUTAGE_MS / 2);
      expect(away.queuedBytes).toBeLessThanOrEqual(4 * 1024 * 1024);
      expect(after - before).toBeLessThan(150 * 1024 * 1024);
      expect(comparison).toMatchObject({ ...KEPT, unacknowledged: 0, stored: book.size });
      expect(report).toMatchObject({ ...NOTHING_DROPPED, status: 'up', circuit: 'closed' });
      const remarks = `${mib(away.journal!.bytes)} in the journal, ${mib(after - before)} more memory, drained in ${seconds.toFixed(1)} s`;
      reportComparison('PostgreSQL shut down', `${OUTAGE_MS / 1_000} s at 1,000 calls/s`, comparison, remarks);
    },
    PATIENCE_MS,
  );

  it(
    'may hang with its connections open',
    async () => {
      const book = ledger();
      const app = await application(book, OUTAGE_CALLS_PER_SECOND, 500);
      await sleep(500);
      server.freeze();
      await sleep(OUTAGE_MS);
      const away = await app.report();
      server.thaw();
      await app.ask('stopLoad');
      const report = await app.drained();
      const comparison = await book.compare(server);
      expect(away.queuedCalls + (away.journal?.backlogLines ?? 0)).toBeGreaterThan(OUTAGE_MS / 2);
      expect(comparison).toMatchObject({ ...KEPT, unacknowledged: 0, stored: book.size });
      expect(report).toMatchObject({ ...NOTHING_DROPPED, status: 'up' });
      reportComparison('PostgreSQL frozen (`SIGSTOP`)', `${OUTAGE_MS / 1_000} s at 1,000 calls/s`, comparison);
    },
    PATIENCE_MS,
  );
});

function mib(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
}
