import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  LlmLoggerService,
  LlmLoggingHealth,
  LlmLoggingModule,
  LlmLoggingOptionsError,
  type LlmLoggingOptions,
} from 'nestjs-llm-logging';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { logging, startContext, storedCalls } from '../support/application.js';

describe('the journal', () => {
  let directory: string;
  let database: TestDatabase;

  beforeEach(async () => {
    directory = join(mkdtempSync(join(tmpdir(), 'journal-')), 'of-the-log');
    database = await createTestDatabase();
  });
  afterEach(async () => {
    rmSync(join(directory, '..'), { recursive: true, force: true });
    await database.drop();
  });

  const files = () =>
    existsSync(directory)
      ? readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.journal'))
      : [];
  const content = () =>
    files()
      .map((name) => readFileSync(join(directory, name), 'utf8'))
      .join('');
  const present = (delivery: LlmLoggingOptions['delivery'] = {}) =>
    startContext({ imports: [logging(database, { delivery: { journalDirectory: directory, ...delivery } })] });
  const away = (delivery: LlmLoggingOptions['delivery'] = {}) =>
    startContext({
      imports: [
        LlmLoggingModule.forRoot({
          // The same database, which has no TLS: not to be reached this way.
          database: { url: database.url, ssl: true },
          delivery: { journalDirectory: directory, shutdownTimeoutMs: 100, ...delivery },
        }),
      ],
    });
  /** Without what says whose it is. */
  const lines = () => content().replaceAll(/^\w{8} \{"database":.*\n/gm, '');
  const report = (app: INestApplicationContext) => app.get(LlmLoggingHealth).report();

  it('begins a new segment each minute, so that an old one goes though calls keep coming', async () => {
    const app = await present({ flushIntervalMs: 60_000 });
    const logger = app.get(LlmLoggerService);
    await logger.record({ prompt: 'first' });
    const now = performance.now.bind(performance);
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + 61_000);
    await logger.record({ prompt: 'a minute later' });
    expect(files()).toHaveLength(2);
    clock.mockRestore();
    await logger.flush();
    expect(content()).not.toContain('first');
    await app.close();
  });

  it('has an accepted call before its caller goes on, and forgets it when it is stored', async () => {
    const app = await present({ flushIntervalMs: 50 });
    const id = await app.get(LlmLoggerService).start({ prompt: 'on its way' });
    expect(lines()).toMatch(new RegExp(`^[0-9a-f]{8} \\{.*"${id}".*\\n$`));
    await app.get(LlmLoggerService).complete(id, { response: 'done' });
    expect(lines().split('\n')).toHaveLength(3);
    expect(await storedCalls(app, database)).toMatchObject([{ status: 'success', prompt: 'on its way' }]);
    expect(report(app)).toMatchObject({ status: 'up', durability: 'journal', queuedCalls: 0, committedRecords: 1 });
    await app.close();
    expect(files()).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('has no segment of which all calls are stored', async () => {
    const app = await present({ maxJournalBytes: 1024 * 1024, flushIntervalMs: 50 });
    for (let n = 0; n < 20; n += 1) {
      await app.get(LlmLoggerService).record({ prompt: `${n} ${'all work and no play '.repeat(1_000)}` });
      if (n === 10) expect(files().length).toBeGreaterThan(1);
    }
    await app.get(LlmLoggerService).flush();
    // One that is open is in use, and keeps none of the others.
    await app.get(LlmLoggerService).start({ prompt: 'a long one' });
    expect(files()).toHaveLength(1);
    await app.close();
  });

  it('is readable by its user alone', async () => {
    const app = await away();
    await app.get(LlmLoggerService).record({ prompt: 'private' });
    const [file] = files();
    expect(statSync(join(directory, file!)).mode & 0o077).toBe(0);
    expect(statSync(directory).mode & 0o077).toBe(0);
    await app.close();
  });

  it('keeps what could not be stored before shutdown for the next start', async () => {
    const before = await away();
    const ids = await Promise.all(
      Array.from({ length: 50 }, (_none, n) => before.get(LlmLoggerService).record({ prompt: `call ${n}` })),
    );
    await before.close();
    const after = await present();
    const rows = await storedCalls(after, database);
    expect(rows.map(({ id }) => id)).toEqual(ids.sort());
    expect(report(after)).toMatchObject({ replayedRecords: 50, droppedRecords: 0, corruptLines: 0 });
    await after.close();
    expect(files()).toEqual([]);
  });

  it('leaves the folders of living processes alone', async () => {
    const first = await away();
    await first.get(LlmLoggerService).record({ prompt: 'mine' });
    const second = await present();
    expect(await storedCalls(second, database)).toEqual([]);
    await first.close();
    await second.close();
    const third = await present();
    expect(await storedCalls(third, database)).toMatchObject([{ prompt: 'mine' }]);
    await third.close();
  });

  it('skips and counts damaged lines, which hide no others', async () => {
    const before = await away();
    for (let n = 0; n < 9; n += 1) await before.get(LlmLoggerService).record({ prompt: `call ${n}` });
    await before.close();
    const file = join(directory, files()[0]!);
    const lines = readFileSync(file, 'utf8').split('\n');
    const damaged = lines.findIndex((line) => line.includes('call 4'));
    lines[damaged] = lines[damaged]!.replace('call 4', 'call X');
    writeFileSync(file, `garbage\n${lines.join('\n')}0badf00d {"id":"torn`);
    const after = await present();
    const rows = await storedCalls(after, database);
    expect(rows.map(({ prompt }) => prompt)).toEqual([0, 1, 2, 3, 5, 6, 7, 8].map((n) => `call ${n}`));
    expect(report(after)).toMatchObject({ corruptLines: 3, replayedRecords: 8 });
    await after.close();
  });

  it('is where calls go when memory is full, and from where they come in order', async () => {
    const app = await present({ maxBufferedBytes: 65_536, maxBatchRows: 50 });
    const lock = database.query(`SELECT pg_sleep(1) FROM (SELECT 1) AS one`);
    const ids = await Promise.all(
      Array.from({ length: 2_000 }, (_none, n) =>
        app.get(LlmLoggerService).record({ prompt: `call ${n} `.padEnd(1_000, 'x') }),
      ),
    );
    expect(report(app).queuedBytes).toBeLessThan(65_536);
    const rows = await storedCalls(app, database);
    expect(rows.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(rows.every(({ prompt }) => prompt.length === 1_000)).toBe(true);
    expect(report(app)).toMatchObject({ droppedRecords: 0, droppedTexts: 0, corruptLines: 0 });
    expect(report(app).replayedRecords).toBeGreaterThan(1_000);
    await lock;
    await app.close();
    expect(files()).toEqual([]);
  });

  it('stays within its bound: the oldest texts go first, then the oldest calls, all counted', async () => {
    const MIB = 1_024 * 1_024;
    const app = await away({ maxBufferedBytes: 65_536, maxJournalBytes: MIB });
    const sizes: number[] = [];
    for (let n = 0; n < 3_000; n += 1) {
      await app.get(LlmLoggerService).record({ prompt: `${n} `.padEnd(2_000, 'x'), promptTokens: 1 });
      if (n % 20 === 0) {
        while (report(app).journal!.bytes > MIB) await new Promise((resolve) => setTimeout(resolve, 5));
        sizes.push(report(app).journal!.bytes);
      }
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MIB);
    expect(report(app).status).toBe('down');
    await app.close();
    // Room is made until the end.
    const { droppedTexts, droppedRecords } = report(app);
    expect(droppedTexts).toBeGreaterThan(1_000);

    const after = await present();
    const rows = await storedCalls(after, database);
    expect(rows).toHaveLength(3_000 - droppedRecords);
    const stripped = rows.filter(({ metadata }) => metadata.droppedTexts === 'maxJournalBytes');
    expect(stripped.every(({ prompt, prompt_tokens }) => prompt === null && prompt_tokens === 1)).toBe(true);
    expect(rows.at(-1)!.prompt).toContain('2999');
    await after.close();
  });

  it('takes new calls without their texts while more comes in than room can be made for', async () => {
    const MIB = 1_024 * 1_024;
    const app = await away({ maxBufferedBytes: 65_536, maxJournalBytes: MIB });
    for (let n = 0; n < 3_000; n += 1)
      void app.get(LlmLoggerService).record({ prompt: 'x'.repeat(2_000), promptTokens: n });
    expect(report(app).journal!.bytes).toBeLessThan(2.5 * MIB);
    expect(report(app).droppedTexts).toBeGreaterThan(1_000);
    await app.close();
  });

  it('is given up with one clear warning where its directory cannot be used', async () => {
    mkdirSync(join(directory, '..'), { recursive: true });
    writeFileSync(directory, 'a file');
    const app = await present();
    await app.get(LlmLoggerService).record({ prompt: 'all the same' });
    expect(await storedCalls(app, database)).toMatchObject([{ prompt: 'all the same' }]);
    expect(report(app)).toMatchObject({ durability: 'memory', journal: null });
    await app.close();
  });

  it('is done without for as long as it cannot be written', async () => {
    const app = await present();
    const own = report(app).journal!.directory;
    rmSync(own, { recursive: true });
    await app.get(LlmLoggerService).record({ prompt: 'while it is gone' });
    expect(report(app)).toMatchObject({ status: 'degraded', durability: 'memory' });
    mkdirSync(own);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await app.get(LlmLoggerService).record({ prompt: 'when it is back' });
    expect(report(app)).toMatchObject({ status: 'up', durability: 'journal' });
    expect((await storedCalls(app, database)).map(({ prompt }) => prompt)).toEqual([
      'while it is gone',
      'when it is back',
    ]);
    await app.close();
  });

  it('is not used where durability is memory', async () => {
    const app = await present({ durability: 'memory' });
    await app.get(LlmLoggerService).record({ prompt: 'p' });
    expect(report(app)).toMatchObject({ durability: 'memory', journal: null });
    expect(files()).toEqual([]);
    await app.close();
  });

  it('writes through to the disk when asked to', async () => {
    const app = await present({ fsync: true });
    await app.get(LlmLoggerService).record({ prompt: 'synced' });
    expect(content()).toContain('synced');
    expect(await storedCalls(app, database)).toHaveLength(1);
    await app.close();
  });

  it('names each wrong option', async () => {
    const wrong = present({ durability: 'disk' as never, maxJournalBytes: 5, fsync: 'yes' as never });
    await expect(wrong).rejects.toThrow(LlmLoggingOptionsError);
    await expect(wrong).rejects.toThrow(/durability: must be "journal" or "memory"[^]*fsync[^]*maxJournalBytes/);
  });
});
