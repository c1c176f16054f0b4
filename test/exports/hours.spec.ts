import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { LlmExportService, LlmLoggerService, type ExportsOptions } from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { runCliHere } from '../support/cli.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const HOUR_MS = 3_600_000;
/** Two hours that are over, with one without calls between them. */
const [FIRST, LAST] = [5, 3].map((ago) => new Date((Math.floor(Date.now() / HOUR_MS) - ago) * HOUR_MS)) as [Date, Date];

let database: TestDatabase;
let store: Store;

/** As much of S3 as it takes to put an object. */
class Store {
  readonly objects = new Map<string, Buffer>();
  /** Answers so many requests with 403. */
  refuses = 0;
  readonly #server: Server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const isRefused = this.refuses > 0;
      if (isRefused) this.refuses -= 1;
      else this.objects.set(request.url!.split('?')[0]!, Buffer.concat(pieces));
      response.writeHead(isRefused ? 403 : 200).end();
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
  store = await new Store().start();
  const app = await startContext({ imports: [logging(database)] });
  const logger = app.get(LlmLoggerService);
  const call = {
    callType: 'chat',
    provider: 'openai',
    model: 'gpt-4o',
    prompt: 'a text',
    tags: ['a'],
    companyId: 'acme',
  };
  const used = { promptTokens: 1_000, completionTokens: 100, latencyMs: 50 };
  await logger.record({ ...call, ...used, startedAt: FIRST });
  await logger.record({ ...call, ...used, startedAt: new Date(FIRST.getTime() + HOUR_MS - 1) });
  await logger.record({ ...call, startedAt: new Date(LAST.getTime() + 1), error: new Error('failed') });
  await logger.record({ ...call, ...used, startedAt: new Date() });
  await logger.flush();
  await app.close();
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

async function withExports<T>(
  exports: ExportsOptions,
  work: (exporting: LlmExportService, app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const app = await startContext({ imports: [logging(database, { exports: { enabled: false, ...exports } })] });
  try {
    return await work(app.get(LlmExportService), app);
  } finally {
    await app.close();
  }
}

function folderOf(hour: Date): string {
  return `date=${hour.toISOString().slice(0, 10)}/hour=${hour.toISOString().slice(11, 13)}`;
}

function rowsOf(path: string): Promise<Record<string, any>[]> {
  return asyncBufferFromFile(path).then((file) => parquetReadObjects({ file }));
}

describe('hours in a directory', () => {
  const directory = mkdtempSync(join(tmpdir(), 'llm-exports-'));
  const files = (): string[] =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(parquet|gz|part)$/.test(name))
      .sort();

  it('are files of Parquet and NDJSON, one of each hour that is over', async () => {
    const report = await withExports({ to: { directory }, formats: ['parquet', 'ndjson'] }, (exporting) =>
      exporting.run(),
    );
    expect(report!.hours.map(({ hour, calls }) => [hour, calls])).toEqual([
      [FIRST, 2],
      [LAST, 1],
    ]);
    expect(files()).toEqual(report!.hours.flatMap((hour) => hour.files).sort());
    const [first] = await rowsOf(join(directory, 'calls', folderOf(FIRST), 'calls.parquet'));
    expect(first).toMatchObject({
      model: 'gpt-4o',
      prompt_tokens: 1_000,
      cost_usd: 0.0035,
      company_id: 'acme',
      tags: ['a'],
      started_at: FIRST,
      error_type: null,
    });
    expect(first).not.toHaveProperty('prompt');
    const lines = gunzipSync(readFileSync(join(directory, 'calls', folderOf(FIRST), 'calls.ndjson.gz'))).toString();
    expect(
      lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([{ id: first!['id'], cost_usd: 0.0035, started_at: FIRST.toISOString() }, { model: 'gpt-4o' }]);
  });

  it('have their rollups beside, as the view of hours has them', async () => {
    const rollups = await rowsOf(join(directory, 'rollups', folderOf(FIRST), 'rollups.parquet'));
    const [row] = await database.query('SELECT * FROM llm_report_hours ORDER BY hour LIMIT 1');
    expect(rollups).toHaveLength(1);
    for (const [name, value] of Object.entries(rollups[0]!)) {
      const stored = row![name] as unknown;
      expect([name, value]).toEqual([name, typeof value === 'number' ? Number(stored) : stored]);
    }
  });

  it('are written once, by one instance at a time, and further ones when they are due', async () => {
    const exports = { to: { directory }, delayMinutes: 0 };
    const [again, none] = await withExports(exports, async (exporting) =>
      Promise.all([exporting.run(), withExports(exports, (other) => other.run())]),
    );
    for (const report of [again, none]) expect(report?.hours ?? []).toEqual([]);
    expect(
      await database.query(`SELECT calls FROM llm_exports WHERE target = $1 ORDER BY hour`, [`directory:${directory}`]),
    ).toEqual([{ calls: '2' }, { calls: '1' }]);
  });

  it('are written again where that is asked for, with texts where it says so', async () => {
    const report = await withExports({ to: { directory }, texts: true }, (exporting) =>
      exporting.runAgain({ from: LAST, to: LAST }),
    );
    expect(report!.hours).toHaveLength(1);
    const [row] = await rowsOf(join(directory, 'calls', folderOf(LAST), 'calls.parquet'));
    expect(row).toMatchObject({ prompt: 'a text', error_message: 'failed' });
    await withExports({ to: { directory } }, async (exporting) => {
      expect(() => exporting.runAgain({ from: LAST, to: FIRST })).toThrow('before');
      expect(() => exporting.runAgain({ from: LAST, to: new Date() })).toThrow('over');
    });
  });
});

describe('hours in an S3-compatible store', () => {
  it('go on where the last run broke off, each under one key', async () => {
    const to = {
      bucket: 'llm',
      prefix: 'logs/',
      endpoint: store.endpoint,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    };
    const keyOf = (name: string, hour: Date): string => `/llm/logs/${name}/${folderOf(hour)}/${name}.ndjson.gz`;
    await withExports({ to, formats: ['ndjson'] }, async (exporting) => {
      store.refuses = 1;
      await expect(exporting.run()).rejects.toThrow();
      const report = await exporting.run();
      expect(report!.hours).toHaveLength(2);
    });
    expect([...store.objects.keys()].map(decodeURIComponent).sort()).toEqual(
      [FIRST, LAST].flatMap((hour) => ['calls', 'rollups'].map((name) => keyOf(name, hour))).sort(),
    );
    const body = [...store.objects.entries()].find(([key]) => decodeURIComponent(key) === keyOf('calls', FIRST))![1];
    expect(gunzipSync(body).toString().trim().split('\n')).toHaveLength(2);
  });
});

it('are written by the command too', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'llm-exports-'));
  const run = (...args: string[]): ReturnType<typeof runCliHere> =>
    runCliHere(['export-hours', '--url', database.url, '--format', 'ndjson', ...args]);
  const said = `${FIRST.toISOString()} 2 calls\n${LAST.toISOString()} 1 call\n`;
  expect(await run('--directory', directory)).toEqual({ code: 0, stdout: said, stderr: '2 hours written.\n' });
  const wrong = await run('--directory', directory, '--bucket', 'b', '--from', 'x');
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('give either') });
});

it('names what is wrong with the option', async () => {
  const wrong = {
    to: { directory: '/x', bucket: 'y' },
    formats: ['csv'],
    cron: 'often',
    since: 'once',
    delayMinutes: -1,
  };
  const started = startContext({ imports: [logging(database, { exports: wrong as never })] });
  await expect(started).rejects.toThrow(/exports\.to: give either[^]*formats[^]*since[^]*delayMinutes[^]*cron/);
});
