import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { ApplicationProcess, killApplications } from './support/application-process.js';
import { reportComparison } from './support/figures.js';
import { KEPT, Ledger } from './support/ledger.js';
import { canMount, mountedFolder, type MountedFolder } from './support/mounted-folder.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { emptied, temporaryFolder } from './support/temporary.js';

const MIB = 1024 * 1024;
const CALLS_PER_SECOND = 500;
const AWAY_MS = scaled(1_000, 20_000);
const NOTHING_DROPPED = { droppedRecords: 0, droppedTexts: 0, refusedRecords: 0 };
const EXTENT = `${AWAY_MS / 1_000} s at ${CALLS_PER_SECOND} calls/s, database away`;

interface ApplicationLimits {
  maxFileBytes?: number;
  maxBufferedBytes?: number;
  maxJournalBytes?: number;
  uid?: number;
}

(onPglite ? describe.skip : describe)('a journal without room', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let ledger: Ledger;
  let journals: { path: string; remove(): void };

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

  function application(how: ApplicationLimits = {}): Promise<ApplicationProcess> {
    const { maxBufferedBytes = 128 * MIB, maxJournalBytes } = how;
    const delivery = { journalDirectory: journals.path, maxBufferedBytes, maxJournalBytes };
    const load = { callsPerSecond: CALLS_PER_SECOND, textBytes: 2_000 };
    return ApplicationProcess.start({ options: { database: { url: proxy.url }, delivery }, load }, ledger, how);
  }

  async function ledgerOf(calls: number): Promise<void> {
    while (ledger.size < calls) await sleep(20);
  }

  function journalText(): string {
    if (!existsSync(journals.path)) return '';
    const names = readdirSync(journals.path, { recursive: true }) as string[];
    const files = names.filter((name) => name.endsWith('.journal')).map((name) => join(journals.path, name));
    return files.map((file) => readFileSync(file, 'utf8')).join('');
  }

  /** Everything acknowledged is stored, once the database is there again. */
  async function expectAllKept(app: ApplicationProcess, fault: string, remarks?: string): Promise<void> {
    proxy.refuse(false);
    await app.ask('stopLoad');
    const report = await app.drained();
    const comparison = await ledger.compare(database);
    expect(comparison).toMatchObject({ ...KEPT, unacknowledged: 0, stored: ledger.size });
    expect(report).toMatchObject({ ...NOTHING_DROPPED, circuit: 'closed' });
    reportComparison(fault, EXTENT, comparison, remarks);
  }

  const itMounted = canMount ? it : it.skip;

  describe('on a disk of its own (skipped where this process may not mount)', () => {
    let disk: MountedFolder;

    const use = (bytes: number): void => {
      journals.remove();
      journals = disk = mountedFolder(bytes);
    };

    itMounted(
      'goes on in memory when it is full and comes back when there is room',
      async () => {
        use(8 * MIB);
        const filler = join(disk.path, 'filler');
        writeFileSync(filler, Buffer.alloc(7.5 * MIB));
        const app = await application();
        await sleep(300);
        proxy.refuse(true);
        await sleep(AWAY_MS);
        const full = await app.report();
        rmSync(filler);
        while ((await app.report()).durability !== 'journal') await sleep(50);
        const roomy = await app.report();

        expect(full).toMatchObject({ ...NOTHING_DROPPED, status: 'degraded', durability: 'memory' });
        expect(full.queuedCalls).toBeGreaterThan(AWAY_MS / 5);
        expect(app.complaints).toMatch(/journal cannot be written.*ENOSPC/);
        expect(roomy).toMatchObject({ ...NOTHING_DROPPED, durability: 'journal' });
        await expectAllKept(app, 'disk of the journal full (tmpfs), then room again');
      },
      PATIENCE_MS,
    );

    itMounted(
      'drops texts first and then calls when memory is full too, and counts each',
      async () => {
        use(MIB);
        const app = await application({ maxBufferedBytes: MIB });
        await sleep(300);
        proxy.refuse(true);
        await sleep(AWAY_MS + 3_000);
        const full = await app.report();
        proxy.refuse(false);
        await app.ask('stopLoad');
        const report = await app.drained();
        const { acknowledged, stored, lost, doubled, wrongText } = await ledger.compare(database);

        expect(full.status).toBe('down');
        expect(full.queuedBytes).toBeLessThanOrEqual(MIB);
        expect(report.droppedTexts).toBeGreaterThan(0);
        expect(doubled).toEqual([]);
        expect(stored + lost.length).toBe(acknowledged);
        expect(lost.length).toBeLessThanOrEqual(report.droppedRecords);
        expect(wrongText.length).toBeLessThanOrEqual(report.droppedTexts + report.droppedRecords);
        expect(app.complaints).toMatch(/buffer is full/);
      },
      PATIENCE_MS,
    );

    itMounted(
      'says so when it is read-only and works without',
      async () => {
        use(MIB);
        disk.makeReadOnly();
        const app = await application();
        await sleep(1_000);
        expect(await app.report()).toMatchObject({ durability: 'memory', journal: null, status: 'up' });
        expect(app.complaints).toMatch(/There is no journal.*delivery\.journalDirectory.*EROFS/);
        await expectAllKept(app, 'directory of the journal read-only');
      },
      PATIENCE_MS,
    );
  });

  it(
    'goes on in memory when a quota ends each file (`ulimit -f`)',
    async () => {
      const app = await application({ maxFileBytes: 256 * 1024 });
      await sleep(300);
      proxy.refuse(true);
      await sleep(AWAY_MS);
      const away = await app.report();
      expect(away).toMatchObject(NOTHING_DROPPED);
      expect(app.complaints).toMatch(/journal cannot be written.*EFBIG/);
      await expectAllKept(app, 'quota on the size of a file (`ulimit -f`)');
    },
    PATIENCE_MS,
  );

  it(
    'is written again when its directory is removed, so that a kill takes nothing',
    async () => {
      const app = await application();
      await ledgerOf(50);
      proxy.refuse(true);
      await ledgerOf(ledger.size + 50);
      rmSync(journals.path, { recursive: true });
      const acknowledged = ledger.ids;
      for (let text = ''; !acknowledged.every((id) => text.includes(id)); text = journalText()) await sleep(20);
      await app.kill();
      proxy.refuse(false);
      const next = await ApplicationProcess.start(
        { options: { database: { url: proxy.url }, delivery: { journalDirectory: journals.path } } },
        ledger,
      );
      await emptied(journals.path);
      await next.drained();
      const comparison = await ledger.compare(database);
      expect(comparison).toMatchObject(KEPT);
      expect(app.complaints).toMatch(/were removed under the running process/);
      expect(await next.close()).toEqual({ code: 0, signal: null });
      expect(readdirSync(journals.path)).toEqual([]);
      reportComparison('directory of the journal removed, then `kill -9`', 'database away', comparison);
    },
    PATIENCE_MS,
  );

  it(
    'goes on in memory when its directory may no longer be written, and comes back when it may',
    async () => {
      const app = await application({ maxJournalBytes: MIB, uid: process.getuid?.() === 0 ? NOBODY : undefined });
      await ledgerOf(50);
      proxy.refuse(true);
      const folder = join(journals.path, readdirSync(journals.path)[0]!);
      chmodSync(folder, 0o500);
      while ((await app.report()).durability !== 'memory') await sleep(20);
      expect(await app.report()).toMatchObject({ ...NOTHING_DROPPED, status: 'degraded' });
      expect(app.complaints).toMatch(/journal cannot be written.*EACCES/);
      chmodSync(folder, 0o700);
      while ((await app.report()).durability !== 'journal') await sleep(20);
      await expectAllKept(app, 'directory of the journal made read-only, then writable');
    },
    PATIENCE_MS,
  );
});

/** Without root's right to write everywhere. */
const NOBODY = 65_534;
