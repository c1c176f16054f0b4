import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LlmLoggerService, LlmLoggingHealth, type LlmLoggingHealthReport } from 'nestjs-llm-logging';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { report } from './support/figures.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { temporaryFolder } from './support/temporary.js';

const CALLS = 40;
const RUNS = scaled(8, 150);
const FOLDER = '0123456789ab';

/** What may befall a file. Places are shares of its length. */
type Damage =
  | { kind: 'flip'; at: number; bit: number }
  | { kind: 'insert'; at: number; bytes: Uint8Array }
  | { kind: 'cut'; at: number; length: number }
  | { kind: 'repeat'; at: number; length: number }
  | { kind: 'end'; at: number };

const place = fc.double({ min: 0, max: 1, noNaN: true });
const length = fc.integer({ min: 1, max: 900 });
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.integer({ min: 0, max: 7 }) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: place,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: place, length }),
  fc.record({ kind: fc.constant('repeat' as const), at: place, length }),
  fc.record({ kind: fc.constant('end' as const), at: place }),
);

describe('a damaged journal', () => {
  let database: TestDatabase;
  let journals: ReturnType<typeof temporaryFolder>;
  /** Lines of calls, and what a segment begins with, which says whose they are. */
  let sound: Buffer;
  let head: Buffer;

  beforeAll(async () => {
    database = await createTestDatabase();
    await (await startContext({ imports: [logging(database)] })).close();
    const journal = await journalOf(CALLS);
    const end = journal.indexOf('\n', journal.indexOf('\n') + 1) + 1;
    [head, sound] = [journal.subarray(0, end), journal.subarray(end)];
  });
  beforeEach(() => {
    journals = temporaryFolder();
  });
  afterAll(() => database.drop());

  /** What an application leaves that cannot store its calls. */
  async function journalOf(calls: number): Promise<Buffer> {
    const left = temporaryFolder();
    const delivery = { journalDirectory: left.path, shutdownTimeoutMs: 100 };
    // The database has no TLS, so it is not to be reached this way.
    const app = await startContext({
      imports: [logging(database, { database: { url: database.url, ssl: true }, delivery })],
    });
    for (let n = 0; n < calls; n += 1)
      await app.get(LlmLoggerService).record({ taskId: `${n}`, prompt: `é${n}\n`.repeat(n) });
    await app.close();
    const [file] = readdirSync(left.path, { recursive: true, encoding: 'utf8' }).filter((each) =>
      /\.journal$/.test(each),
    );
    const bytes = readFileSync(join(left.path, file!));
    left.remove();
    return bytes;
  }

  /** Starts an application on a dead one's journal of these files. */
  async function replayed(
    files: Record<string, Uint8Array>,
  ): Promise<{ rows: Record<string, any>[]; health: LlmLoggingHealthReport }> {
    await database.query('DELETE FROM llm_calls');
    mkdirSync(join(journals.path, FOLDER), { recursive: true });
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(journals.path, FOLDER, name), bytes);
    const app = await startContext({
      imports: [logging(database, { delivery: { journalDirectory: journals.path, shutdownTimeoutMs: 3_000 } })],
    });
    const rows = await storedCalls(app, database);
    const health = app.get(LlmLoggingHealth).report();
    await app.close();
    expect(readdirSync(journals.path, { recursive: true }).filter((name) => String(name).endsWith('.journal'))).toEqual(
      [],
    );
    rmSync(journals.path, { recursive: true, force: true });
    return { rows, health };
  }

  it(
    'gives every line that is whole and counts every other',
    async () => {
      const whole = new Set(linesOf(sound));
      let [damagedLines, soundLines] = [0, 0];
      await fc.assert(
        fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 6 }), async (damages) => {
          const bytes = damages.reduce(damaged, sound);
          const lines = linesOf(bytes);
          const kept = lines.filter((line) => whole.has(line));
          const { rows, health } = await replayed({ '00000001.journal': Buffer.concat([head, bytes]) });
          expect(rows.map(({ id }) => id)).toEqual([...new Set(kept.map(idOf))].sort());
          expect(health).toMatchObject({ corruptLines: lines.length - kept.length, replayedRecords: kept.length });
          damagedLines += lines.length - kept.length;
          soundLines += kept.length;
        }),
        { numRuns: RUNS },
      );
      const remarks = `${damagedLines} damaged lines counted`;
      report({
        fault: 'journal damaged (bytes flipped, cut, inserted, repeated)',
        extent: `${RUNS} journals`,
        acknowledged: soundLines,
        lost: 0,
        doubled: 0,
        remarks,
      });
    },
    PATIENCE_MS,
  );

  it('says twice whose it is, of which one may be damaged', async () => {
    const damagedHead = Buffer.from(head);
    damagedHead[20]! ^= 1;
    const { rows, health } = await replayed({ '00000001.journal': Buffer.concat([damagedHead, sound]) });
    expect(rows).toHaveLength(CALLS);
    expect(health).toMatchObject({ corruptLines: 1, replayedRecords: CALLS });
  });

  it('takes lines that say the right checksum and no call for damaged', async () => {
    const wrong = ['null', '[]', '"text"', '7', '{}', '{"id":7}', '{"id":null}', '{"id":', '{"__proto__":{"id":"x"}}'];
    const lines = Buffer.concat([head, ...wrong.map((json) => sealed(json)), sound]);
    const { rows, health } = await replayed({ '00000001.journal': lines });
    expect(rows).toHaveLength(CALLS);
    expect(health).toMatchObject({ corruptLines: wrong.length, refusedRecords: 0 });
  });

  it('sets aside whole lines that PostgreSQL refuses', async () => {
    await database.query('DELETE FROM llm_refused_calls');
    const wrong = ['{"id":"x"}', '{"id":"00000000-0000-7000-8000-000000000000","latencyMs":"long"}'];
    const lines = Buffer.concat([head, ...wrong.map((json) => sealed(json)), sound]);
    const { rows, health } = await replayed({ '00000001.journal': lines });
    expect(rows).toHaveLength(CALLS);
    expect(health).toMatchObject({ corruptLines: 0, refusedRecords: wrong.length });
    const refused = await database.query('SELECT record FROM llm_refused_calls ORDER BY record');
    expect(refused.map(({ record }) => JSON.parse(record).id)).toEqual(wrong.map((json) => JSON.parse(json).id).sort());
  });

  it('may be among files that are none of its own, empty, or have a lock that says nothing', async () => {
    const { rows, health } = await replayed({
      '00000001.journal': Buffer.alloc(0),
      '00000002.journal': Buffer.from('\n\n\n'),
      '00000003.journal': Buffer.concat([head, sound]),
      lock: Buffer.from('{"pid":'),
      'notes.txt': Buffer.from('not a journal'),
    });
    expect(rows).toHaveLength(CALLS);
    expect(health).toMatchObject({ corruptLines: 0, replayedRecords: CALLS });
  });
});

function damaged(bytes: Buffer, { at, ...what }: Damage): Buffer {
  const start = Math.min(Math.floor(at * bytes.length), Math.max(bytes.length - 1, 0));
  const [before, after] = [bytes.subarray(0, start), bytes.subarray(start)];
  switch (what.kind) {
    case 'flip':
      return Buffer.concat([before, after.map((byte, n) => (n === 0 ? byte ^ (1 << what.bit) : byte))]);
    case 'insert':
      return Buffer.concat([before, what.bytes, after]);
    case 'cut':
      return Buffer.concat([before, after.subarray(what.length)]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, what.length), after]);
    case 'end':
      return Buffer.from(before);
  }
}

function linesOf(bytes: Buffer): string[] {
  return bytes.toString('latin1').split('\n').filter(Boolean);
}

function idOf(line: string): string {
  return (JSON.parse(line.slice(9)) as { id: string }).id;
}

function sealed(json: string): Buffer {
  return Buffer.from(`${crc32(json).toString(16).padStart(8, '0')} ${json}\n`);
}
